using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
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

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
