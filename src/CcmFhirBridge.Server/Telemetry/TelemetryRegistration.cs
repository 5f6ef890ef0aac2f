using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>Wires OpenTelemetry.</summary>
public static class TelemetryRegistration
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Metrics and traces of ours, metrics of .NET's HTTP client and server. Requests to the EHR are measured but not traced: their
    /// addresses hold what is asked for. Nothing leaves the process unless an OTLP endpoint is set.
    /// </summary>
    /// <exception cref="FormatException">The endpoint is not an absolute http or https address.</exception>
    public static IServiceCollection AddBridgeTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<BridgeMeter>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "ccm-bridge",
                serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics => metrics.AddMeter(
                BridgeMeter.Name, "System.Net.Http", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"))
            .WithTracing(traces => traces.AddSource(BridgeMeter.Name));

        if (Exports(configuration))
            telemetry.UseOtlpExporter();
        return services;
    }

    private static bool Exports(IConfiguration configuration)
    {
        var endpoint = configuration[EndpointKey];
        if (string.IsNullOrWhiteSpace(endpoint))
            return false;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? true
            : throw new FormatException($"{EndpointKey} is not an absolute http or https address; write it such as http://localhost:4317.");
    }
}
