using System.Text;
using CcmFhirBridge.Server.Operators;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Status;

/// <summary>Maps the status page to <c>/</c>. It shows the pictures that the workers leave behind and asks no database.</summary>
internal static class StatusEndpoint
{
    public static IEndpointRouteBuilder MapStatusPage(this IEndpointRouteBuilder endpoints)
    {
        var workers = endpoints.ServiceProvider.GetRequiredService<TenantWorkerHost>();
        var options = endpoints.ServiceProvider.GetRequiredService<BridgeServerOptions>();
        endpoints.MapGet("/", context =>
        {
            var now = options.Time.GetUtcNow();
            var tenants = workers.Statuses.Where(status => status.Settings is not null).Select(status => new TenantStatus
            {
                Tenant = status.Settings!,
                Now = now,
                Worker = status,
                Pause = status.Pause,
                Figures = status.Figures,
                SilenceAfter = options.SilenceAfter,
            });
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(StatusPage.Render([.. tenants], HomeTasks.Of(workers), options.Version, now), Encoding.UTF8, context.RequestAborted);
        }).WithMetadata(new OperatorsOnly());
        return endpoints;
    }
}
