using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
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
}
