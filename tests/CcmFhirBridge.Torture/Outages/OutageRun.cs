using System.Diagnostics;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Outages;

/// <summary>
/// A service that closes and writes back a month while its EHR is out for an hour of the service's clock, which runs faster than the machine's.
/// What it asks in that hour and the half hour after it, or until everything is written, is counted, so that a run with an outage can be set beside one without.
/// </summary>
internal sealed class OutageRun(AttackSetting setting, OutageKind kind)
{
    public static readonly TimeSpan Outage = TimeSpan.FromHours(1);

    // Longer than the longest wait of a worker after failures, so that it is working again by then.
    public static readonly TimeSpan After = TimeSpan.FromMinutes(30);

    /// <summary>Seconds of the service in one of the machine.</summary>
    public const int Speed = 40;

    private const int WrittenBefore = 5;
    private const int LastWords = 12;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    public async Task<OutageReport> RunAsync(CancellationToken cancellation)
    {
        var quirk = new OutageQuirk(kind);
        await using var attacked = await AttackedPractice.StartAsync(setting, server: null, cancellation, quirk);
        using var service = ChildProcess.Start(
            new ChildOrder(attacked.Clock.GetUtcNow(), Speed), ["run", "--home", attacked.Home, "--urls", "http://127.0.0.1:0", "--drain-time", "600"]);
        var violations = new List<string>();
        try
        {
            await UntilAsync(() => service.Ended || attacked.Written >= WrittenBefore, cancellation);
            quirk.IsOut = true;
            await Task.Delay(Outage / Speed, TimeProvider.System, cancellation);
            quirk.IsOut = false;
            await Task.Delay(After / Speed, TimeProvider.System, cancellation);
            // A pass takes the machine's time, of which a slow machine needs more than the half hour has.
            await UntilAsync(() => service.Ended || attacked.Written >= attacked.Writes, cancellation);
            var (requests, writes) = (quirk.Requests, quirk.Writes);
            var missing = attacked.Writes - attacked.Written;
            await service.TerminateAsync(cancellation);
            var end = await service.EndAsync(s_patience, cancellation);
            if (missing > 0)
                violations.Add($"long after the outage {missing} of {attacked.Writes} writes were not there; the service last told: {string.Join(" / ", end.Output.Split('\n').TakeLast(LastWords))}");
            if (end.Exit != 0)
                violations.Add($"the service ended with exit code {end.Exit} after SIGTERM: {end.Error}");
            violations.AddRange(await attacked.JudgeAsync(cancellation));
            return new OutageReport(kind, requests, writes, attacked.Writes, violations);
        }
        finally
        {
            service.Kill();
        }
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(began) < s_patience)
            await Task.Delay(s_between, TimeProvider.System, cancellation);
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Kind">How the EHR was out.</param>
/// <param name="Requests">Everything that it was asked, from the start of the service until half an hour after the outage, or until everything was written.</param>
/// <param name="Writes">Creates that it was sent in that time.</param>
/// <param name="Needed">Creates that the month comes to.</param>
/// <param name="Violations">What was duplicated, lost, invented or left undone.</param>
internal sealed record OutageReport(OutageKind Kind, int Requests, int Writes, int Needed, IReadOnlyList<string> Violations);
