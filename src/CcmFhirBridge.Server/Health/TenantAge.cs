using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Health;

/// <summary>How long a tenant has had no success, and the kind of its last failure.</summary>
/// <param name="AgeSeconds">Whole seconds.</param>
/// <param name="LastFailure">Code of the last failure; null when nothing failed, so that the pass is still going on.</param>
/// <param name="Advice">What to do about that failure, in one sentence.</param>
public sealed record TenantAge(long AgeSeconds, string? LastFailure, string? Advice);

internal static class TenantAges
{
    /// <summary>By slug, for the details of a health check.</summary>
    public static IReadOnlyDictionary<string, object> Of(IEnumerable<WorkerStatus> statuses, DateTimeOffset now) =>
        statuses.ToDictionary(
            status => status.Tenant,
            object (status) => new TenantAge((long)status.Lag(now).TotalSeconds, status.LastFailure?.Kind.Code, status.LastFailure?.Kind.Advice),
            StringComparer.Ordinal);
}
