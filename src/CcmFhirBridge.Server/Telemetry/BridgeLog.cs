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

    [LoggerMessage(1006, LogLevel.Error, "{Tenant}: {Kind}, {InARow} in a row, again in {Seconds} s: {Exception}. {Advice}\n{Place}")]
    public static partial void PassFailed(
        this ILogger log, string tenant, string kind, int inARow, long seconds, string exception, string advice, string? place);

    [LoggerMessage(1007, LogLevel.Error, "{Tenant}: month {Month} could not be assessed or closed: {Kind}; the other months went on")]
    public static partial void MonthFailed(this ILogger log, string tenant, ServiceMonth month, string kind);

    [LoggerMessage(1008, LogLevel.Information, "{Tenant}: worker stopped after {Passes} passes and {Failures} failures")]
    public static partial void WorkerStopped(this ILogger log, string tenant, long passes, long failures);

    [LoggerMessage(1009, LogLevel.Warning, "The drain time is over and a step still runs: it is abandoned; what it had sent is asked for at the next start")]
    public static partial void DrainTimeOver(this ILogger log);

    [LoggerMessage(1010, LogLevel.Error, "{Tenant}: {Kind}, {InARow} in a row, again in {Seconds} s: {Reason}")]
    public static partial void OwnSideFailed(this ILogger log, string tenant, string kind, int inARow, long seconds, string reason);

    [LoggerMessage(1011, LogLevel.Information, "{Tenant}: its file was added; a worker starts")]
    public static partial void TenantAdded(this ILogger log, string tenant);

    [LoggerMessage(1012, LogLevel.Information, "{Tenant}: its file is gone; its worker ends what is in flight and stops")]
    public static partial void TenantRemoved(this ILogger log, string tenant);

    [LoggerMessage(1013, LogLevel.Information, "{Tenant}: its file changed; its worker ends what is in flight and goes on with the new settings")]
    public static partial void TenantChanged(this ILogger log, string tenant);

    [LoggerMessage(1014, LogLevel.Warning, "{File}:{Line}: {Code}: {Problem} Nothing runs for this file.")]
    public static partial void TenantFileRefused(this ILogger log, string file, int line, string code, string problem);

    [LoggerMessage(1015, LogLevel.Warning, "{File}:{Line}: {Code}: {Problem} {Tenant} goes on with its last good settings.")]
    public static partial void TenantFileKept(this ILogger log, string file, int line, string code, string problem, string tenant);

    [LoggerMessage(1016, LogLevel.Information, "{File}: what was wrong with it is put right")]
    public static partial void TenantFileRight(this ILogger log, string file);

    [LoggerMessage(1017, LogLevel.Warning, "{Tenant}: paused since {Since:u}; it reads and writes nothing until 'ccm-bridge tenant resume {Tenant}'")]
    public static partial void TenantPaused(this ILogger log, string tenant, DateTimeOffset since);

    [LoggerMessage(1018, LogLevel.Information, "{Tenant}: resumed")]
    public static partial void TenantResumed(this ILogger log, string tenant);

    [LoggerMessage(1019, LogLevel.Warning, "The clock of this machine was set back by {Seconds} s. Put it right (NTP): until it has caught up no month closes early and nothing that may have been sent is taken for absent")]
    public static partial void ClockSetBack(this ILogger log, long seconds);

    [LoggerMessage(1020, LogLevel.Error, "The tenants folder cannot be looked at ({Kind}); every tenant goes on as it was. {Advice}")]
    public static partial void LookFailed(this ILogger log, string kind, string advice);

    [LoggerMessage(1021, LogLevel.Warning, "{Tenant}: {News}")]
    public static partial void EhrNews(this ILogger log, string tenant, string news);

    [LoggerMessage(1040, LogLevel.Information, "{Tenant}: trail signed at row {Sequence}, {Hash}, {At:O}, key {Key}, signature {Signature}")]
    public static partial void TrailSigned(this ILogger log, string tenant, long sequence, string hash, DateTimeOffset at, string key, string signature);

    [LoggerMessage(1041, LogLevel.Error, "{Tenant}: the head of its trail could not be signed at the stop: {Kind}, {Exception}; the next start signs it")]
    public static partial void AnchorFailed(this ILogger log, string tenant, string kind, string exception);

    [LoggerMessage(1042, LogLevel.Warning, "{Tenant}: {Requests} refused requests of nobody known could not be counted in its trail: {Kind}")]
    public static partial void RefusalsNotTold(this ILogger log, string tenant, long requests, string kind);

    [LoggerMessage(1050, LogLevel.Warning, "{Tenant}: its figures could not be counted: {Kind}, {Exception}; the status page and the metrics show older ones")]
    public static partial void FiguresFailed(this ILogger log, string tenant, string kind, string exception);

    [LoggerMessage(1051, LogLevel.Information, "{Tenant}: stands by: {Reason}")]
    public static partial void StandsBy(this ILogger log, string tenant, string reason);

    [LoggerMessage(1051, LogLevel.Warning, "{Tenant}: it could not be given back after the failed pass: {Kind}, {Exception}; another machine takes it over once its lease has ended")]
    public static partial void StepBackFailed(this ILogger log, string tenant, string kind, string exception);

    [LoggerMessage(1060, LogLevel.Error, "A request failed: {Kind}, {Exception}")]
    public static partial void RequestFailed(this ILogger log, string kind, string exception);

    [LoggerMessage(1070, LogLevel.Warning, "{Tenant}: a token was refused: {Reason}")]
    public static partial void TokenRefused(this ILogger log, string tenant, string reason);

    [LoggerMessage(1071, LogLevel.Warning, "{Tenant}: a caller was refused: {Reason}")]
    public static partial void CallerRefused(this ILogger log, string tenant, string reason);

    [LoggerMessage(1072, LogLevel.Information, "{Tenant}: a token was issued to {Client}")]
    public static partial void TokenIssued(this ILogger log, string tenant, string client);
}
