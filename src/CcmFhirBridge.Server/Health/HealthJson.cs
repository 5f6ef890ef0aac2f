using CcmFhirBridge.Server.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CcmFhirBridge.Server.Health;

/// <summary>The health report on the wire: states, our own sentences, tenant slugs and ages; never an exception. Who is no operator hears the state alone.</summary>
internal static class HealthJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.IsOperator() ? WriteAllAsync(context, report)
        : context.Response.WriteAsJsonAsync(new HealthWord(Word(report.Status)), context.RequestAborted);

    private static Task WriteAllAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthAnswer(
            Word(report.Status),
            [.. report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new HealthCheckAnswer(
                entry.Key, Word(entry.Value.Status), entry.Value.Exception is null ? entry.Value.Description : null, entry.Value.Data))]),
        context.RequestAborted);

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private sealed record HealthWord(string Status);

    private sealed record HealthAnswer(string Status, IReadOnlyList<HealthCheckAnswer> Checks);

    private sealed record HealthCheckAnswer(string Name, string Status, string? Description, IReadOnlyDictionary<string, object> Tenants);
}
