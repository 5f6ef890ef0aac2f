using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.Reconciling;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Opens connections to the EHRs of tenants.</summary>
public static class EhrConnections
{
    /// <summary>Opens nothing yet: the first request does.</summary>
    public static EhrConnection Open(Tenant tenant, TimeProvider time) => new(tenant, time, new GatewayLimits(), handler: null);

    /// <summary>The same over a handler of the caller, who disposes it; it must neither follow redirects nor keep cookies.</summary>
    public static EhrConnection Open(Tenant tenant, TimeProvider time, HttpMessageHandler handler) => new(tenant, time, new GatewayLimits(), handler);
}

/// <summary>A tenant's connection: a reader, a writer and an inventory that share one pace.</summary>
public sealed class EhrConnection : IAsyncDisposable
{
    private readonly EhrGateway _gateway;
    private readonly CapabilityStatements _capabilities;
    private readonly Tenant _tenant;

    internal EhrConnection(Tenant tenant, TimeProvider time, GatewayLimits limits, HttpMessageHandler? handler)
    {
        _tenant = tenant;
        _gateway = new EhrGateway(tenant, time, limits, handler);
        _capabilities = new CapabilityStatements(_gateway);
        var searches = new BundleSearches(_gateway);
        Reader = new FhirReader(tenant.Ehr, time, _gateway, _capabilities, searches);
        Writer = new FhirWriter(tenant.Ehr, _gateway, _capabilities, searches);
        Inventory = new IdentifierInventory(_gateway, _capabilities, searches);
    }

    public IEhrReader Reader { get; }

    public IEhrWriter Writer { get; }

    /// <summary>Everything of ours in the EHR.</summary>
    public IEhrInventory Inventory { get; }

    /// <summary>Obtains a token and compares what the EHR granted with what the bridge needs; null when the tenant uses no scopes.</summary>
    /// <exception cref="EhrException">The EHR gives no token.</exception>
    public Task<AccessReport?> AccessAsync(CancellationToken cancellation) => _gateway.AccessAsync(cancellation);

    /// <summary>Looks at everything that can be known without reading a patient; failures are findings.</summary>
    public Task<IReadOnlyList<EhrFinding>> ExamineAsync(CancellationToken cancellation) =>
        new EhrExamination(_tenant.Ehr, _gateway, _capabilities).RunAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _capabilities.Dispose();
        await _gateway.DisposeAsync();
    }
}
