using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// Names at once the tenants whose last pass failed on this side (<see cref="WorkerStatus.FailsOnOwnSide"/>): a disk, a database, a lease.
/// What an EHR does is told when work is overdue. It only degrades, because the next pass may go through.
/// </summary>
public sealed class OwnSideCheck(TenantWorkerHost host, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failing = host.Statuses.Where(status => status.FailsOnOwnSide).ToList();
        return Task.FromResult(failing is []
            ? HealthCheckResult.Healthy("Nothing failed on this side.")
            : HealthCheckResult.Degraded("The last pass of these tenants failed on this side.", data: TenantAges.Of(failing, time.GetUtcNow())));
    }
}
