namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>
/// Append-only trail of one tenant, chained by hashes. What the store itself does leaves its rows in the same transaction; whoever else has
/// something to tell appends it here.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Appends records in this order, all or none; committed when it returns.</summary>
    /// <exception cref="StoreException">The trail cannot be written.</exception>
    Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation);

    /// <summary>Rows behind a sequence that pass a filter, oldest first.</summary>
    /// <param name="after">Sequence of the last row that is known; 0 from the beginning.</param>
    /// <param name="most">How many at most; fewer mean that there are no more.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<AuditRow>> PageAsync(long after, int most, AuditFilter filter, CancellationToken cancellation);

    /// <summary>Rows of a stretch of the trail, in its order; fewer than are asked for mean that there are no more in it.</summary>
    Task<IReadOnlyList<AuditRow>> StretchAsync(AuditStretch stretch, CancellationToken cancellation);

    /// <summary>The newest row.</summary>
    Task<AuditHead> HeadAsync(CancellationToken cancellation);

    /// <summary>Keeps a signed head; never changed.</summary>
    Task KeepAnchorAsync(AuditAnchor anchor, CancellationToken cancellation);

    /// <summary>Signed heads whose sequence lies behind one, by sequence.</summary>
    Task<IReadOnlyList<AuditAnchor>> AnchorsAsync(long after, int most, CancellationToken cancellation);

    /// <summary>The newest signed head; null when there is none.</summary>
    Task<AuditAnchor?> NewestAnchorAsync(CancellationToken cancellation);
}
