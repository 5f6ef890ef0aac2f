namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>Signs the head of a trail from time to time, and keeps the signed head in two places: outside the store first.</summary>
/// <param name="trail">The trail.</param>
/// <param name="signer">The home's key.</param>
/// <param name="outside">Keeps a signed head outside the store, durably.</param>
/// <param name="tenant">Slug.</param>
/// <param name="time">The clock.</param>
public sealed class AuditAnchoring(IAuditTrail trail, IAuditSigner signer, Action<AuditAnchor> outside, string tenant, TimeProvider time)
{
    /// <summary>How often at most, but for a stop.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private DateTimeOffset? _signedAt;

    /// <summary>Signs the head when that is due; null when it is not, or when nothing was written since the last time.</summary>
    /// <param name="isStop">Whether work ends: then it is due at once.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // A clock that was set back must not silence it for hours.
        if (!isStop && _signedAt is { } signedAt && now >= signedAt && now - signedAt < Every)
            return null;
        var head = await trail.HeadAsync(cancellation);
        if (head.Sequence == 0 || head.Sequence == (await trail.NewestAnchorAsync(cancellation))?.Sequence)
        {
            _signedAt = now;
            return null;
        }

        var anchor = signer.Sign(tenant, head, now);
        outside(anchor);
        await trail.KeepAnchorAsync(anchor, cancellation);
        _signedAt = now;
        return anchor;
    }
}
