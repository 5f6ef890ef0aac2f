using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Tenants;

/// <summary>The right to work for a tenant: alone on this machine, and under a lease whose fence the ledger checks.</summary>
internal sealed class TenantHold(TenantLock alone, HeldLease lease) : IAsyncDisposable
{
    public HeldLease Lease => lease;

    /// <summary>Gives the lease back first: who waits for the lock finds the tenant free.</summary>
    public async ValueTask DisposeAsync()
    {
        await lease.DisposeAsync();
        await alone.DisposeAsync();
    }
}
