using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Health;

/// <summary>Registers the checks and maps <c>/health/live</c>, <c>/health/startup</c> and <c>/health/ready</c>.</summary>
public static class HealthRegistration
{
    private const string Startup = "startup";
    private const string Ready = "ready";

    public static IServiceCollection AddBridgeHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<WorkersRecoveredCheck>("workers-recovered", tags: [Startup, Ready])
            .AddCheck<TenantFilesCheck>("tenant-files", tags: [Ready])
            .AddCheck<ClockCheck>("clock", tags: [Ready])
            .AddCheck<OwnSideCheck>("own-side", tags: [Ready])
            .AddCheck<OldestDueWorkCheck>("oldest-due-work", tags: [Ready])
            .AddCheck<EncountersArriveCheck>("encounters-arrive", tags: [Ready]);
        return services;
    }

    /// <summary>Live asks nothing but whether the process answers; a restart would heal nothing that the other two find.</summary>
    public static IEndpointRouteBuilder MapBridgeHealth(this IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/health/live", tag: null);
        Map(endpoints, "/health/startup", Startup);
        Map(endpoints, "/health/ready", Ready);
        return endpoints;
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, string? tag) =>
        endpoints.MapHealthChecks(path, new HealthCheckOptions
        {
            Predicate = check => tag is not null && check.Tags.Contains(tag),
            ResponseWriter = HealthJson.WriteAsync,
        });
}
