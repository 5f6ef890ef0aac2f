using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// Names the tenants that look idle but are broken: no pass has gone through for three times the sync interval, and at least a quarter
/// of an hour. It only degrades, because readiness never depends on a tenant's EHR.
/// </summary>
public sealed class OldestDueWorkCheck(TenantWorkerHost host, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(15);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var stale = host.Statuses.Where(status => status.Lag(now) > Allowed(status)).ToList();
        return Task.FromResult(stale is []
            ? HealthCheckResult.Healthy("No work is overdue.")
            : HealthCheckResult.Degraded("No pass of these tenants has gone through for too long.", data: TenantAges.Of(stale, now)));
    }

    private static TimeSpan Allowed(WorkerStatus status)
    {
        var three = status.Every * 3;
        return three > Least ? three : Least;
    }
}
