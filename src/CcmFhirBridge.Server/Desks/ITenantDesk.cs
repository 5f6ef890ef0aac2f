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

namespace CcmFhirBridge.Server.Desks;

/// <summary>
/// What the endpoints may ask of one tenant, beside its worker: they read its stores and record what people say, and never read from or
/// write to its EHR. Every member is safe to call from several requests at once.
/// </summary>
public interface ITenantDesk : IAsyncDisposable
{
    /// <summary>Whose desk it is, with the settings that it was opened by.</summary>
    Tenant Tenant { get; }

    IAssessmentStore Assessments { get; }

    IMonthStore Months { get; }

    IBillingLedger Ledger { get; }

    IDecisionStore Decisions { get; }

    IAccessStore Access { get; }

    /// <summary>Where every access to the tenant's data is told.</summary>
    IAuditTrail Audit { get; }

    /// <summary>The ledger as it is told over FHIR.</summary>
    IServedStore Served { get; }

    /// <summary>What was read of the EHR, and what was logged here.</summary>
    IResourceStore Resources { get; }

    IClaimAnswerStore Answers { get; }

    ICorrectionStore Corrections { get; }

    ILoggedTimeStore LoggedTimes { get; }

    /// <summary>How resources are read.</summary>
    IResourceMapping Mapping { get; }

    /// <summary>Assesses from what is stored.</summary>
    AssessmentRun Assess();

    /// <summary>Judges what may leave. Only dry runs: nobody here has the lease.</summary>
    ReleaseRun Release();

    /// <summary>The rules that each month is decided by.</summary>
    MonthRules Rules();

    /// <summary>An assessment as the <c>explain</c> command tells it.</summary>
    string Explain(Assessment assessment);

    /// <summary>
    /// Records what a person decided, once however often it is told, and keeps what the month comes to. It waits for whoever works for the tenant;
    /// a paused tenant takes it too.
    /// </summary>
    /// <exception cref="DecisionRefusedException">It does not fit the patient's month.</exception>
    /// <exception cref="RepeatedKeyException">The call came before with another content.</exception>
    /// <exception cref="Pipeline.StoreException">Somebody works for the tenant for longer than a minute.</exception>
    Task<RecordedDecision> DecideAsync(HumanDecision decision, RepeatableCall? call, CancellationToken cancellation);
}
