using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Torture.Simulations.Stores;

/// <summary>The real leases, reached through what may go wrong.</summary>
internal sealed class FaultyLeases(ILeaseStore leases, StoreFaults faults) : ILeaseStore
{
    public Task<Lease> TakeLeaseAsync(LeaseTaker taker, TimeSpan term, CancellationToken cancellation) =>
        faults.ChangeAtOnceAsync("take the tenant", () => leases.TakeLeaseAsync(taker, term, cancellation));

    public Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan term, CancellationToken cancellation) =>
        faults.ChangeAtOnceAsync("renew the lease", () => leases.RenewLeaseAsync(lease, term, cancellation));

    public Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellation) =>
        faults.ChangeAtOnceAsync("give the lease back", () => leases.ReleaseLeaseAsync(lease, cancellation));
}
