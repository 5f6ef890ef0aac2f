using CcmFhirBridge.Domain.Periods;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Telemetry;

/// <summary>Everything that the server logs: slugs, codes and counts; never patient data.</summary>
internal static partial class BridgeLog
{
    [LoggerMessage(1001, LogLevel.Information, "{Tenant}: worker started")]
    public static partial void WorkerStarted(this ILogger log, string tenant);

    [LoggerMessage(1002, LogLevel.Information, "{Tenant}: recovered; {Confirmed} confirmed, {InDoubt} in doubt")]
    public static partial void Recovered(this ILogger log, string tenant, long confirmed, long inDoubt);

    [LoggerMessage(1003, LogLevel.Information, "{Tenant}: {Read} read, {Changed} changed, {Gaps} gaps; {Sent} sent, {Confirmed} confirmed, {Held} held, {InDoubt} in doubt; {Milliseconds} ms")]
    public static partial void PassDone(
        this ILogger log, string tenant, long read, long changed, long gaps, long sent, long confirmed, long held, long inDoubt,
        long milliseconds);

    [LoggerMessage(1004, LogLevel.Information, "{Tenant}: month {Month} is closed")]
    public static partial void MonthClosed(this ILogger log, string tenant, ServiceMonth month);

    [LoggerMessage(1005, LogLevel.Warning, "{Tenant}: {Kind}, {InARow} in a row, again in {Seconds} s: {Reason}")]
    public static partial void EhrFailed(this ILogger log, string tenant, string kind, int inARow, long seconds, string reason);

    [LoggerMessage(1006, LogLevel.Error, "{Tenant}: {Kind}, {InARow} in a row, again in {Seconds} s: {Exception}\n{Place}")]
    public static partial void PassFailed(
        this ILogger log, string tenant, string kind, int inARow, long seconds, string exception, string? place);

    [LoggerMessage(1007, LogLevel.Error, "{Tenant}: month {Month} could not be assessed or closed: {Kind}; the other months went on")]
    public static partial void MonthFailed(this ILogger log, string tenant, ServiceMonth month, string kind);

    [LoggerMessage(1008, LogLevel.Information, "{Tenant}: worker stopped after {Passes} passes and {Failures} failures")]
    public static partial void WorkerStopped(this ILogger log, string tenant, long passes, long failures);

    [LoggerMessage(1009, LogLevel.Warning, "The drain time is over and a step still runs: it is abandoned; what it had sent is asked for at the next start")]
    public static partial void DrainTimeOver(this ILogger log);

    [LoggerMessage(1050, LogLevel.Warning, "{Tenant}: its figures could not be counted: {Kind}, {Exception}; the status page and the metrics show older ones")]
    public static partial void FiguresFailed(this ILogger log, string tenant, string kind, string exception);
}
