using System.Globalization;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>Degraded from the moment that the machine's clock is set back until it has caught up with itself.</summary>
public sealed class ClockCheck(TenantWorkerHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var behind = host.Clock.Behind();
        return Task.FromResult(behind == TimeSpan.Zero
            ? HealthCheckResult.Healthy("The clock runs forward.")
            : HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of this machine was set back by {(long)behind.TotalSeconds} s. Put it right (NTP); nothing is lost, but months close by this clock.")));
    }
}
