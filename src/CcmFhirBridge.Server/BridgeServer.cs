using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Health;
using CcmFhirBridge.Server.Keys;
using CcmFhirBridge.Server.OpenApi;
using CcmFhirBridge.Server.Operators;
using CcmFhirBridge.Server.Status;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Transport;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server;

/// <summary>Builds the hosted service: the workers of all tenants, health, status, public keys and the tenants' FHIR endpoints.</summary>
public static class BridgeServer
{
    /// <summary>Most tenants of one process, so that metric series stay bounded.</summary>
    public const int MostTenants = 250;

    /// <summary>The service, ready to be started.</summary>
    /// <exception cref="ArgumentException">The drain time or the silence is out of bounds.</exception>
    public static WebApplication Build(BridgeServerOptions options)
    {
        if (options.DrainTime <= TimeSpan.Zero)
            throw new ArgumentException("The drain time must be longer than nothing.", nameof(options));
        if (options.SilenceAfter <= TimeSpan.Zero)
            throw new ArgumentException("The silence after which a tenant is reported must be longer than nothing.", nameof(options));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(TransportRegistration.LimitRequests);
        builder.WebHost.UseUrls([.. options.Urls]);

        // Request and client logs name addresses; an address can hold what was searched for.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // Its scope takes the path along with every line of a request, ours too, wherever scopes are written: a patient's id stands in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Health says what it has to say to whoever asks; workers log what fails.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        options.Logging?.Invoke(builder.Logging);

        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.DrainTime;
            // A client that keeps a request open must not eat the workers' time to drain.
            host.ServicesStopConcurrently = true;
        });
        builder.Services.Replace(ServiceDescriptor.Singleton(options.Time));
        builder.Configuration.AddInMemoryCollection(options.Telemetry);
        builder.Services.AddSingleton(options);
        builder.Services.AddBridgeTelemetry(builder.Configuration);
        builder.Services.AddSingleton(options.Tenants);
        builder.Services.AddSingleton<TenantWorkerHost>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TenantWorkerHost>());
        builder.Services.AddBridgeHealth();
        builder.Services.AddTransport(options);
        builder.Services.AddTenantFhir(options);

        var app = builder.Build();
        app.UseTransport(options);
        app.UseSecurityHeaders();
        app.UseOperatorGuard(options.Operators);
        app.MapBridgeHealth();
        app.MapBridgeMetrics();
        app.MapStatusPage();
        app.MapKeySets();
        app.MapOpenApi();
        app.MapTenantFhir();
        return app;
    }
}
