using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Environment variables that something reads: the program, its logging, .NET or OpenTelemetry.</summary>
internal static partial class KnownVariables
{
    // Of OpenTelemetry's specification: all that its exporter and its resource read.
    private static readonly string[] OpenTelemetry =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME",
    ];

    public static bool Has(string name) =>
        name is "CCM_BRIDGE_HOME" or "DOTNET_EnableDiagnostics" || OpenTelemetry.Contains(name, StringComparer.Ordinal) || LogLevel().IsMatch(name);

    [GeneratedRegex("^Logging__LogLevel__[A-Za-z.]+$", RegexOptions.NonBacktracking)]
    private static partial Regex LogLevel();
}
