using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Outputs;
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

namespace CcmFhirBridge.Tenants;

/// <summary>The desk of a tenant of a home: a session of its own beside the worker's, which never takes the lease.</summary>
internal sealed class HomeDesk(TenantSession session) : ITenantDesk
{
    public Tenant Tenant => session.Tenant;

    public IAssessmentStore Assessments => session.Store;

    public IMonthStore Months => session.Store;

    public IBillingLedger Ledger => session.Store;

    public IDecisionStore Decisions => session.Store;

    public IAccessStore Access => session.Store;

    public IAuditTrail Audit => session.Store;

    public IServedStore Served => session.Store;

    public IResourceStore Resources => session.Store;

    public IClaimAnswerStore Answers => session.Store;

    public ICorrectionStore Corrections => session.Store;

    public ILoggedTimeStore LoggedTimes => session.Store;

    public IResourceMapping Mapping => session.Mapping;

    public AssessmentRun Assess() => session.Assessments();

    public ReleaseRun Release() => session.Release();

    public MonthRules Rules() => session.MonthRules();

    public string Explain(Assessment assessment)
    {
        using var text = new StringWriter { NewLine = "\n" };
        ExplanationText.Write(new ReportConsole(text, colour: false), assessment, Tenant.TimeZone);
        return text.ToString();
    }

    public Task<RecordedDecision> DecideAsync(HumanDecision decision, RepeatableCall? call, CancellationToken cancellation) =>
        session.DecideAsync(decision, call, cancellation);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
