namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>
/// Who works for the tenant. Each method is one committed transaction. From taking a lease until giving it back, every other change that is
/// made through the same store carries its fence, checked in the transaction of the change: what a store is asked to change once somebody else
/// has taken over is refused with <see cref="Ledger.StaleFenceException"/>. A store through which no lease was taken carries none.
/// </summary>
public interface ILeaseStore
{
    /// <summary>
    /// Takes the tenant when nobody holds it, or what was held has expired; the fence is raised by one. A taker that does not work where the holder
    /// before it did goes by another clock: that one holds from now on.
    /// </summary>
    /// <param name="taker">Who takes it.</param>
    /// <param name="term">How long from now.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="LeaseException">Another owner holds it.</exception>
    Task<Lease> TakeLeaseAsync(LeaseTaker taker, TimeSpan term, CancellationToken cancellation);

    /// <summary>Prolongs a lease to <paramref name="term"/> from now and keeps since when its clock holds; its fence stays.</summary>
    /// <exception cref="LeaseException">It was taken over or given back.</exception>
    Task<Lease> RenewLeaseAsync(Lease lease, TimeSpan term, CancellationToken cancellation);

    /// <summary>Gives a lease back; its fence changes nothing from then on. One that was taken over is left alone, and the store carries its fence no more.</summary>
    Task ReleaseLeaseAsync(Lease lease, CancellationToken cancellation);
}
