using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>One tenant that is served and paused, so that no worker runs beside what is measured.</summary>
internal sealed class ServedTenant(Tenant tenant, SqlTenantStore store) : ITenantSource
{
    private readonly TenantPause _pause = new(DateTimeOffset.UnixEpoch, "benchmark", null);

    public Task<TenantSet> LookAsync(CancellationToken cancellation) =>
        Task.FromResult(new TenantSet([new TenantToRun(tenant, _pause)], ImmutableArray<TenantFileProblem>.Empty));

    public ITenantRuns RunsOf(Tenant tenant) => new PausedRuns(tenant, _pause);

    public Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation) => Task.FromResult<ITenantDesk>(new Desk(tenant, store));

    // The store is whoever measures it.
    private sealed class Desk(Tenant tenant, SqlTenantStore store) : ITenantDesk
    {
        public Tenant Tenant => tenant;

        public IAssessmentStore Assessments => store;

        public IMonthStore Months => store;

        public IBillingLedger Ledger => store;

        public IDecisionStore Decisions => store;

        public IAccessStore Access => store;

        public IAuditTrail Audit => store;

        public IServedStore Served => store;

        public IResourceStore Resources => store;

        public IClaimAnswerStore Answers => store;

        public ICorrectionStore Corrections => store;

        public ILoggedTimeStore LoggedTimes => store;

        public IResourceMapping Mapping => throw Alone();

        public AssessmentRun Assess() => throw Alone();

        public ReleaseRun Release() => throw Alone();

        public MonthRules Rules() => throw Alone();

        public string Explain(Assessment assessment) => throw Alone();

        public Task<RecordedDecision> DecideAsync(HumanDecision decision, RepeatableCall? call, CancellationToken cancellation) => throw Alone();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static NotSupportedException Alone() => new("What is measured is the store alone; it has no rules and no mapping.");
    }

    private sealed class PausedRuns(Tenant tenant, TenantPause pause) : ITenantRuns
    {
        public Tenant Tenant => tenant;

        public Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation) => throw Paused();

        public Task LetGoAsync() => Task.CompletedTask;

        public Task RestAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<TenantPass> SyncAsync(CancellationToken cancellation) => throw Paused();

        public Task AssessAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        public Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        public Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation) => throw Paused();

        public Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation) => Task.FromResult<AuditAnchor?>(null);

        public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        private TenantPausedException Paused() => new(pause, "Nothing runs beside what is measured.");
    }
}
