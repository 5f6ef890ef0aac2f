using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// Whether every worker has recovered once. A tenant whose EHR cannot be asked, or does not answer, must not keep the whole service from
/// being ready: such a worker sends nothing new anyhow and is reported as degraded. A cause on our side is unhealthy. A paused tenant sends
/// nothing at all and is waited for by nobody, neither is one that another process works for, and one that was added later does not make a service unready that was ready.
/// </summary>
public sealed class WorkersRecoveredCheck(TenantWorkerHost host, TimeProvider time) : IHealthCheck
{
    /// <summary>After this an EHR that has not answered counts as one that does not.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        if (!host.HasLooked)
            return Task.FromResult(HealthCheckResult.Unhealthy("The tenants folder has not been read yet."));
        var statuses = host.Statuses;
        if (statuses.IsEmpty)
            return Task.FromResult(HealthCheckResult.Degraded("No tenant is configured: put a tenant file into the home's tenants folder."));

        var open = statuses.Where(status => status is { RecoveredAt: null, Pause: null, StandsBySince: null }).ToList();
        var ages = TenantAges.Of(open, now);
        return Task.FromResult(open switch
        {
            [] => HealthCheckResult.Healthy("Every tenant has recovered."),
            _ when open.TrueForAll(status => WaitsForEhr(status, now)) =>
                HealthCheckResult.Degraded("The EHR of these tenants has not answered yet; nothing new is sent to it before.", data: ages),
            _ when open.TrueForAll(status => !status.FromStart || WaitsForEhr(status, now)) =>
                HealthCheckResult.Degraded("These tenants have not recovered yet; the others work.", data: ages),
            _ => HealthCheckResult.Unhealthy("These tenants have not recovered yet.", data: ages),
        });
    }

    private static bool WaitsForEhr(WorkerStatus status, DateTimeOffset now) => status.LastFailure is { } failure
        ? failure.Kind.OfEhr
        : status.Lag(now) > Patience;
}
