using System.Net.Http.Headers;
using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Tests.Desks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>A service that nobody is too fast for, with an endpoint behind its door that says who came in: <c>/{tenant}/fhir/probe</c> for whoever may read Claims.</summary>
internal static class DoorServer
{
    public const string Probe = "/lakeside/fhir/probe";

    public static readonly DoorLimits NoLimits = new() { Client = new(1_000_000, 1_000_000), TokenAddress = new(1_000_000, 1_000_000), TokenClient = new(1_000_000, 1_000_000) };

    public static Task<RunningServer> StartAsync(StoredTenants tenants, Func<BridgeServerOptions, BridgeServerOptions>? change = null) => RunningServer.StartAsync(
        tenants.Source,
        options => (change ?? (static same => same))(options with { DoorLimits = NoLimits }),
        MapProbe);

    /// <summary>Asks for the probe with a token, or without.</summary>
    public static async Task<ProbeAnswer> ProbeAsync(this RunningServer server, string? token, string path = Probe, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        change?.Invoke(request);
        using var answer = await server.Client.SendAsync(request);
        return new ProbeAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
    }

    private static void MapProbe(WebApplication app)
    {
        var services = app.Services;
        var routes = new TenantRoutes(
            app, services.GetRequiredService<TenantDesks>(), services.GetRequiredService<IDoor>(), services.GetRequiredService<RequestGate>(),
            services.GetRequiredService<PublicAddress>(), services.GetRequiredService<AccessAudit>(), services.GetRequiredService<ILogger<TenantRoutes>>());
        routes.Map(HttpMethods.Get, "/probe", new ScopeNeed("Claim", ScopeVerb.Read | ScopeVerb.Search), static call =>
            call.Http.Response.WriteAsync($"{call.Caller.Tenant} {call.Caller.ClientId} {call.Caller.Scopes} {call.Base}"));
        routes.Map(HttpMethods.Post, "/probe", new ScopeNeed("Claim", ScopeVerb.Read | ScopeVerb.Search), static async call =>
        {
            using var reader = new StreamReader(call.Http.Request.Body);
            await call.Http.Response.WriteAsync($"{(await reader.ReadToEndAsync(call.Cancellation)).Length}");
        });
        routes.Map(HttpMethods.Get, "/probe/slow", new ScopeNeed("Claim", ScopeVerb.Read | ScopeVerb.Search), static call => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Cancellation));
    }
}

/// <summary>What the probe answered.</summary>
internal sealed record ProbeAnswer(int Status, string Body, HttpResponseHeaders Headers);
