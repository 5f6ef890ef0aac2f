using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>Adds the tenants' own FHIR endpoints.</summary>
internal static class FhirRegistration
{
    public static IServiceCollection AddTenantFhir(this IServiceCollection services, BridgeServerOptions options)
    {
        services.AddSingleton<TenantDesks>();
        services.AddSingleton(new PublicAddress((options.PublicUrl?.AbsoluteUri ?? options.Urls[0]).TrimEnd('/')));
        services.AddSingleton(options.Door ?? new ClosedDoor());
        return services;
    }

    public static IEndpointRouteBuilder MapTenantFhir(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var routes = new TenantRoutes(
            endpoints, services.GetRequiredService<TenantDesks>(), services.GetRequiredService<IDoor>(), services.GetRequiredService<PublicAddress>(),
            services.GetRequiredService<ILogger<TenantRoutes>>());
        OperationRoutes.Map(routes, services.GetRequiredService<TimeProvider>());
        return endpoints;
    }
}
