using CcmFhirBridge.Pipeline.Auditing;

namespace CcmFhirBridge.Server.Tests.Auditing;

/// <summary>A trail that a test makes to append as it wants; it is never read.</summary>
internal abstract class FixedTrail : IAuditTrail
{
    public abstract Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation);

    public Task<IReadOnlyList<AuditRow>> PageAsync(long after, int most, AuditFilter filter, CancellationToken cancellation) => throw new InvalidOperationException("Nobody reads it.");

    public Task<IReadOnlyList<AuditRow>> StretchAsync(AuditStretch stretch, CancellationToken cancellation) => throw new InvalidOperationException("Nobody reads it.");

    public Task<AuditHead> HeadAsync(CancellationToken cancellation) => throw new InvalidOperationException("Nobody reads it.");

    public Task KeepAnchorAsync(AuditAnchor anchor, CancellationToken cancellation) => throw new InvalidOperationException("Nobody signs it.");

    public Task<IReadOnlyList<AuditAnchor>> AnchorsAsync(long after, int most, CancellationToken cancellation) => throw new InvalidOperationException("Nobody reads it.");

    public Task<AuditAnchor?> NewestAnchorAsync(CancellationToken cancellation) => throw new InvalidOperationException("Nobody reads it.");
}
