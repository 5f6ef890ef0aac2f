using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Transport;

/// <summary>What a request may be before any endpoint sees it, and how it may come.</summary>
internal static class TransportRegistration
{
    /// <summary>Most bytes of a body; some endpoints take less.</summary>
    public const long LongestBody = 1024 * 1024;

    private const int LongestHeaders = 16 * 1024;
    private const int MostHeaders = 64;
    private const int LongestLine = 8 * 1024;
    private const int MostConnections = 1000;

    public static void LimitRequests(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureHttpsDefaults(static https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
        kestrel.Limits.MaxRequestBodySize = LongestBody;
        kestrel.Limits.MaxRequestLineSize = LongestLine;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHeaders;
        kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
    }

    public static IServiceCollection AddTransport(this IServiceCollection services, BridgeServerOptions options) =>
        services.AddSingleton(new TransportRule(options.TrustedProxies));

    /// <summary>Remembers who is connected, then believes what a named proxy says of scheme and sender; of the host nobody is believed.</summary>
    public static IApplicationBuilder UseTransport(this IApplicationBuilder app, BridgeServerOptions options)
    {
        app.Use(static (http, next) =>
        {
            http.Features.Set(ConnectionPeer.Of(http));
            return next(http);
        });
        if (options.TrustedProxies.Count == 0)
            return app;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(proxy);
        return app.UseForwardedHeaders(forwarded);
    }
}
