using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Door.Tokens;
using CcmFhirBridge.Server.Fhir.Interactions;
using CcmFhirBridge.Server.Fhir.Ledgers;
using CcmFhirBridge.Server.Fhir.Operations;
using CcmFhirBridge.Server.Fhir.Programmes;
using CcmFhirBridge.Server.Fhir.Provenances;
using CcmFhirBridge.Server.Fhir.Serving;
using CcmFhirBridge.Server.Fhir.Tasks;
using CcmFhirBridge.Server.Fhir.Trails;
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
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<RefusedAccesses>();
        services.AddHostedService(static services => services.GetRequiredService<RefusedAccesses>());
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<IServedType, ClaimType>();
        services.AddSingleton<IServedType, ChargeItemType>();
        services.AddSingleton<IServedType, AuditEventType>();
        services.AddSingleton<IServedType, ProvenanceType>();
        services.AddSingleton<IServedType, TaskType>();
        services.AddSingleton<ProgrammeMonths>();
        services.AddSingleton<IServedType, MeasureReportType>();
        services.AddSingleton<IServedType, GroupType>();
        services.AddSingleton<ICapability, TypeCapability>();
        services.AddSingleton<ICapability, OperationCapability>();
        services.AddSingleton<CapabilityInteraction>();
        services.AddSingleton<ServedEndpoints>();
        return services.AddDoor(options);
    }

    public static IEndpointRouteBuilder MapTenantFhir(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var routes = new TenantRoutes(
            endpoints, services.GetRequiredService<TenantDesks>(), services.GetRequiredService<IDoor>(), services.GetRequiredService<RequestGate>(),
            services.GetRequiredService<PublicAddress>(), services.GetRequiredService<AccessAudit>(), services.GetRequiredService<ILogger<TenantRoutes>>());
        routes.MapSmartConfiguration(services.GetRequiredService<PublicAddress>());
        services.GetRequiredService<ServedEndpoints>().Map(routes);
        OperationRoutes.Map(routes, services.GetRequiredService<TimeProvider>());
        return endpoints.MapTokenEndpoint();
    }
}
