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
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Server.Tests.Desks;

/// <summary>A desk over a store alone: it assesses nothing. The operations are tested over whole homes, in the end-to-end tests.</summary>
internal sealed class StoreDesk(Tenant tenant, SqlTenantStore store) : ITenantDesk
{
    public Tenant Tenant => tenant;

    public SqlTenantStore Store => store;

    public IAssessmentStore Assessments => store;

    public IMonthStore Months => store;

    public IBillingLedger Ledger => store;

    public IDecisionStore Decisions => store;

    public IAccessStore Access => store;

    public IAuditTrail Audit { get; init; } = store;

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

    /// <summary>Whoever opened the store closes it.</summary>
    public bool KeepsStore { get; init; }

    public ValueTask DisposeAsync() => KeepsStore ? ValueTask.CompletedTask : store.DisposeAsync();

    private static NotSupportedException Alone() => new("This desk is a store alone; it has no rules and no mapping.");
}
