using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Keys;

/// <summary>
/// Maps the public key set of each tenant to <c>/{tenant}/jwks.json</c>: the address to register with the EHR, so that a key may be exchanged
/// without asking anybody. Public keys only, to whoever asks.
/// </summary>
internal static class KeySetEndpoint
{
    /// <summary>How long an EHR may keep the set; a next key must have been published for longer before it signs.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    public static IEndpointRouteBuilder MapKeySets(this IEndpointRouteBuilder endpoints)
    {
        var workers = endpoints.ServiceProvider.GetRequiredService<TenantWorkerHost>();
        var options = endpoints.ServiceProvider.GetRequiredService<BridgeServerOptions>();
        // A private key is taken apart once a revision of the tenant file, however often somebody asks.
        var sets = new ConcurrentDictionary<string, PublishedKeys>(StringComparer.Ordinal);
        endpoints.MapGet("/{tenant}/jwks.json", (HttpContext context, string tenant) =>
        {
            var hasLooked = workers.HasLooked;
            var settings = workers.Statuses.FirstOrDefault(status => status.Tenant == tenant)?.Settings;
            var keys = settings is null ? null : sets.AddOrUpdate(
                tenant,
                _ => new PublishedKeys(settings.Revision, options.PublicKeys(settings)),
                (_, known) => known.Revision == settings.Revision ? known : new PublishedKeys(settings.Revision, options.PublicKeys(settings)));
            if (keys?.Set is not { } set)
            {
                // In its first moments a service does not know its tenants yet; who asks then should ask again.
                context.Response.StatusCode = hasLooked ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable;
                if (!hasLooked)
                    context.Response.Headers.RetryAfter = "1";
                return Task.CompletedTask;
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)KeptFor.TotalSeconds}");
            return context.Response.WriteAsync(set, Encoding.UTF8, context.RequestAborted);
        });
        return endpoints;
    }

    private sealed record PublishedKeys(string Revision, string? Set);
}
