using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// Names the tenants whose EHR can be read and has nothing new to say for too long. It only degrades: a restart would bring no Encounter.
/// </summary>
public sealed class EncountersArriveCheck(TenantWorkerHost host, TimeProvider time, BridgeServerOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (options.SilenceAfter is not { } limit)
            return Task.FromResult(HealthCheckResult.Healthy("Nobody asked to be told of silence."));
        var now = time.GetUtcNow();
        var silent = host.Statuses.Where(status => status.Silence(now) >= limit).ToList();
        return Task.FromResult(silent is []
            ? HealthCheckResult.Healthy("Encounters arrive.")
            : HealthCheckResult.Degraded(
                "Reading works, and no Encounter of these tenants was new or changed for too long.",
                data: silent.ToDictionary(
                    status => status.Tenant, object (status) => new TenantSilence((long)status.Silence(now)!.Value.TotalSeconds), StringComparer.Ordinal)));
    }
}

/// <summary>How long a practice has been silent.</summary>
/// <param name="PracticeSeconds">Whole seconds of practice time.</param>
public sealed record TenantSilence(long PracticeSeconds);
