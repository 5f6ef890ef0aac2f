using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>Wires OpenTelemetry.</summary>
public static class TelemetryRegistration
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Ehr = "CcmFhirBridge.Ehr";

    // Room for series is taken at once, for every instrument; those of .NET have none a tenant.
    private const int ForeignSeries = 200;

    // Outcomes, kinds of failure or methods that are ever seen of one tenant.
    private const int WordsOfALabel = 4;

    private static readonly FrozenSet<string> HasAnotherLabel = new[]
    {
        "ccm.worker.failures", "ccm.pass.duration", "ccm.patients.assessed", "ccm.ehr.requests", "ccm.ehr.retries",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] EndpointKeys =
        [EndpointKey, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <summary>
    /// Metrics and traces of ours, metrics of .NET's HTTP client and server. Requests to the EHR are traced by our own spans, never by
    /// those of .NET: addresses hold what is asked for. Nothing leaves the process, except to who asks for the metrics, unless an
    /// OTLP endpoint is set; then traces, metrics and logs do.
    /// </summary>
    /// <exception cref="FormatException">An endpoint is not an absolute http or https address.</exception>
    public static IServiceCollection AddBridgeTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<BridgeMeter>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "ccm-bridge",
                serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics => metrics
                .AddMeter(BridgeMeter.Name, Ehr, "System.Net.Http", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddView(static instrument => new MetricStreamConfiguration { CardinalityLimit = SeriesOf(instrument) })
                .AddPrometheusExporter())
            .WithTracing(traces => traces.AddSource(BridgeMeter.Name, Ehr));

        if (Exports(configuration))
            telemetry.WithLogging(configureBuilder: null, logs => logs.IncludeFormattedMessage = true).UseOtlpExporter();
        return services;
    }

    /// <summary><c>/metrics</c> in the text format of Prometheus.</summary>
    public static IEndpointRouteBuilder MapBridgeMetrics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new OperatorsOnly());
        return endpoints;
    }

    // Above its limit a metric runs into one series for all the rest, so every tenant that a process may serve has its own.
    private static int SeriesOf(Instrument instrument) => instrument.Name switch
    {
        _ when instrument.Meter.Name is not (BridgeMeter.Name or Ehr) => ForeignSeries,
        BridgeMeter.Resources or BridgeMeter.Gaps => BridgeServer.MostTenants * EhrTypes.All.Length,
        _ when HasAnotherLabel.Contains(instrument.Name) => BridgeServer.MostTenants * WordsOfALabel,
        _ => BridgeServer.MostTenants,
    };

    private static bool Exports(IConfiguration configuration)
    {
        var set = EndpointKeys.Where(key => !string.IsNullOrWhiteSpace(configuration[key])).ToList();
        var wrong = set.Find(key => !Uri.TryCreate(configuration[key], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"));
        return wrong is null
            ? set.Count > 0
            : throw new FormatException($"{wrong} is not an absolute http or https address; write it such as http://localhost:4317.");
    }
}
