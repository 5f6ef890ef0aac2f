using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>Names the tenant files that are not in force as they stand, with line and remedy. It only degrades: the other tenants work.</summary>
public sealed class TenantFilesCheck(TenantWorkerHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (host.LookFailure is { } failure)
            return Task.FromResult(HealthCheckResult.Degraded($"The tenants folder cannot be looked at ({failure.Code}); every tenant goes on as it was. {failure.Advice}"));
        var problems = host.FileProblems;
        return Task.FromResult(problems.IsEmpty
            ? HealthCheckResult.Healthy("Every tenant file is in force.")
            : HealthCheckResult.Degraded(
                "These tenant files are not in force; a tenant that ran before goes on with its last good settings.",
                data: problems.GroupBy(problem => problem.File, StringComparer.Ordinal)
                    .ToDictionary(file => file.Key, object (file) => file.ToArray(), StringComparer.Ordinal)));
    }
}
