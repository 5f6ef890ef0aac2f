using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Tenants;

/// <summary>The right to work for a tenant: alone on this machine, and under a lease whose fence the ledger checks.</summary>
/// <param name="alone">The lock of this home.</param>
/// <param name="lease">The lease.</param>
/// <param name="keepsLease">Whether the lease outlives the work, so that no other machine takes the tenant between two passes.</param>
internal sealed class TenantHold(TenantLock alone, HeldLease lease, bool keepsLease) : IAsyncDisposable
{
    public HeldLease Lease => lease;

    /// <summary>Gives the lease back first: who waits for the lock finds the tenant free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!keepsLease)
            await lease.DisposeAsync();
        await alone.DisposeAsync();
    }
}
