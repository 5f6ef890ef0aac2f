using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// Names the tenants that look idle but are broken (<see cref="WorkerStatus.IsOverdue"/>). It only degrades, because readiness never depends
/// on a tenant's EHR. A paused tenant is never named.
/// </summary>
public sealed class OldestDueWorkCheck(TenantWorkerHost host, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var stale = host.Statuses.Where(status => status.IsOverdue(now)).ToList();
        return Task.FromResult(stale is []
            ? HealthCheckResult.Healthy("No work is overdue.")
            : HealthCheckResult.Degraded("No pass of these tenants has gone through for too long.", data: TenantAges.Of(stale, now)));
    }
}
