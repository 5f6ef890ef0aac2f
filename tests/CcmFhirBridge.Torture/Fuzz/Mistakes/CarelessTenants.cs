using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Torture.Fuzz.Mistakes;

/// <summary>Tenants whose desks serve a ledger entry wherever it is found: at the own tenant first, and at another when the own one has none.</summary>
internal sealed class CarelessTenants(ITenantSource source) : ITenantSource
{
    private TenantSet? _set;

    public async Task<TenantSet> LookAsync(CancellationToken cancellation) => _set = await source.LookAsync(cancellation);

    public ITenantRuns RunsOf(Tenant tenant) => source.RunsOf(tenant);

    public async Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation)
    {
        var desks = new List<ITenantDesk> { await source.DeskOfAsync(tenant, cancellation) };
        foreach (var other in _set?.Tenants ?? [])
        {
            if (other.Tenant.Slug != tenant.Slug)
                desks.Add(await source.DeskOfAsync(other.Tenant, cancellation));
        }

        return new Desk(desks);
    }

    private sealed class Desk(List<ITenantDesk> desks) : ITenantDesk
    {
        private ITenantDesk Own => desks[0];

        public Tenant Tenant => Own.Tenant;

        public IAssessmentStore Assessments => Own.Assessments;

        public IMonthStore Months => Own.Months;

        public IBillingLedger Ledger => Own.Ledger;

        public IDecisionStore Decisions => Own.Decisions;

        public IAccessStore Access => Own.Access;

        public IAuditTrail Audit => Own.Audit;

        public IServedStore Served { get; } = new AnyLedger([.. desks.Select(static desk => desk.Served)]);

        public IResourceStore Resources => Own.Resources;

        public IClaimAnswerStore Answers => Own.Answers;

        public ICorrectionStore Corrections => Own.Corrections;

        public ILoggedTimeStore LoggedTimes => Own.LoggedTimes;

        public IResourceMapping Mapping => Own.Mapping;

        public AssessmentRun Assess() => Own.Assess();

        public ReleaseRun Release() => Own.Release();

        public MonthRules Rules() => Own.Rules();

        public string Explain(Assessment assessment) => Own.Explain(assessment);

        public Task<RecordedDecision> DecideAsync(HumanDecision decision, RepeatableCall? call, CancellationToken cancellation) => Own.DecideAsync(decision, call, cancellation);

        public async ValueTask DisposeAsync()
        {
            foreach (var desk in desks)
                await desk.DisposeAsync();
        }
    }

    private sealed class AnyLedger(IServedStore[] stores) : IServedStore
    {
        public Task<ServedEntry?> ServedAsync(string resourceType, string revisionIdentifier, CancellationToken cancellation) =>
            FirstAsync(store => store.ServedAsync(resourceType, revisionIdentifier, cancellation), static found => found is not null);

        public Task<ServedEntry?> ServedVersionAsync(string resourceType, string revisionIdentifier, long version, CancellationToken cancellation) =>
            FirstAsync(store => store.ServedVersionAsync(resourceType, revisionIdentifier, version, cancellation), static found => found is not null);

        public Task<IReadOnlyList<ServedEntry>> ServedVersionsAsync(string resourceType, string revisionIdentifier, int most, CancellationToken cancellation) =>
            FirstAsync(store => store.ServedVersionsAsync(resourceType, revisionIdentifier, most, cancellation), static found => found.Count > 0);

        public Task<IReadOnlyList<ServedEntry>> SearchServedAsync(ServedQuery query, CancellationToken cancellation) =>
            FirstAsync(store => store.SearchServedAsync(query, cancellation), static found => found.Count > 0);

        public Task<long> CountServedAsync(string resourceType, ServedCriterion where, CancellationToken cancellation) => stores[0].CountServedAsync(resourceType, where, cancellation);

        public Task<IReadOnlyList<ServedEntry>> ServedTogetherAsync(string resourceType, IReadOnlyList<string> revisionIdentifiers, CancellationToken cancellation) =>
            FirstAsync(store => store.ServedTogetherAsync(resourceType, revisionIdentifiers, cancellation), static found => found.Count > 0);

        public Task<byte[]> SecretAsync(string name, CancellationToken cancellation) => stores[0].SecretAsync(name, cancellation);

        private async Task<T> FirstAsync<T>(Func<IServedStore, Task<T>> ask, Func<T, bool> isFound)
        {
            var first = await ask(stores[0]);
            if (isFound(first))
                return first;
            foreach (var store in stores[1..])
            {
                var found = await ask(store);
                if (isFound(found))
                    return found;
            }

            return first;
        }
    }
}
