using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Server.Tests.Desks;

/// <summary>A desk over a store alone.</summary>
internal sealed class StoreDesk(Tenant tenant, SqlTenantStore store) : ITenantDesk
{
    public Tenant Tenant => tenant;

    public SqlTenantStore Store => store;

    public IAssessmentStore Assessments => store;

    public IMonthStore Months => store;

    public IBillingLedger Ledger => store;

    public IDecisionStore Decisions => store;

    public IAccessStore Access => store;

    public IAuditTrail Audit => store;

    public IServedStore Served => store;

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
