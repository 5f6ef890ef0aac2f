using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Ehr.Probing;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.Reconciling;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Exchanges;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Opens connections to the EHRs of tenants.</summary>
public static class EhrConnections
{
    /// <summary>Opens nothing yet: the first request does.</summary>
    /// <param name="tenant">The practice.</param>
    /// <param name="time">The clock.</param>
    /// <param name="measurements">Where what the EHR was seen to do is kept; null when only its word counts.</param>
    /// <param name="journal">Where what is said is kept; null when nothing is.</param>
    public static EhrConnection Open(Tenant tenant, TimeProvider time, IEhrMeasurementStore? measurements = null, IExchangeJournal? journal = null) =>
        new(tenant, time, new GatewayLimits(), handler: null, measurements, journal);

    /// <summary>The same over a handler of the caller, who disposes it; it must neither follow redirects nor keep cookies.</summary>
    public static EhrConnection Open(Tenant tenant, TimeProvider time, HttpMessageHandler handler) =>
        new(tenant, time, new GatewayLimits(), handler, measurements: null);
}

/// <summary>A tenant's connection: a reader, a writer and an inventory that share one pace.</summary>
public sealed class EhrConnection : IAsyncDisposable
{
    private readonly EhrGateway _gateway;
    private readonly CapabilityStatements _capabilities;
    private readonly BundleSearches _searches;
    private readonly TimeProvider _time;
    private readonly WriteVerbs _verbs;
    private readonly Tenant _tenant;

    internal EhrConnection(
        Tenant tenant, TimeProvider time, GatewayLimits limits, HttpMessageHandler? handler, IEhrMeasurementStore? measurements = null, IExchangeJournal? journal = null)
    {
        _tenant = tenant;
        _gateway = new EhrGateway(tenant, time, limits, handler, journal);
        _capabilities = new CapabilityStatements(_gateway);
        _time = time;
        _searches = new BundleSearches(_gateway, tenant.Ehr.Profile, limits.MostPages);
        Reader = new FhirReader(tenant.Ehr, time, _gateway, _capabilities, _searches);
        _verbs = new WriteVerbs(tenant.Ehr, _capabilities, measurements);
        Writer = new FhirWriter(tenant.Ehr, _gateway, _capabilities, _verbs, _searches);
        Inventory = new IdentifierInventory(_gateway, _capabilities, _searches);
    }

    public IEhrReader Reader { get; }

    public IEhrWriter Writer { get; }

    /// <summary>Everything of ours in the EHR.</summary>
    public IEhrInventory Inventory { get; }

    /// <summary>Obtains a token and compares what the EHR granted with what the bridge needs; null when the tenant uses no scopes.</summary>
    /// <exception cref="EhrException">The EHR gives no token.</exception>
    public Task<AccessReport?> AccessAsync(CancellationToken cancellation) => _gateway.AccessAsync(cancellation);

    /// <summary>Looks at everything that can be known without reading a patient or writing; failures are findings.</summary>
    public Task<IReadOnlyList<EhrFinding>> ExamineAsync(CancellationToken cancellation) =>
        new EhrExamination(_tenant.Ehr, _gateway, _capabilities, _verbs).RunAsync(cancellation);

    /// <summary>By what each type is written, as it stands now.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    public Task<IReadOnlyList<EhrFinding>> WaysOfWritingAsync(CancellationToken cancellation) =>
        new EhrExamination(_tenant.Ehr, _gateway, _capabilities, _verbs).WaysOfWritingAsync(cancellation);

    /// <summary>Finds out by trying, on the tenant's test patient, what the EHR does with writes.</summary>
    /// <param name="lease">The right to write.</param>
    /// <param name="cancellation">Cancels; what was created by then is withdrawn.</param>
    /// <exception cref="EhrException">The EHR cannot be asked, or does not have the test patient.</exception>
    /// <exception cref="InvalidOperationException">The tenant file names no test patient.</exception>
    public Task<ProbeReport> ProbeAsync(ILease lease, CancellationToken cancellation) =>
        new WriteProbe(_tenant, _gateway, _capabilities, _searches, _time, lease).RunAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _capabilities.Dispose();
        await _gateway.DisposeAsync();
    }
}
