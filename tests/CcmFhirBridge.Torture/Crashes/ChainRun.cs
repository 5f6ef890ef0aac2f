using System.Diagnostics;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>Leads one practice through its deaths, then judges.</summary>
internal sealed class ChainRun(CrashChain chain, string? server)
{
    public const int Patients = 16;

    // A third of a lease goes by in a second, and a request may still take one and a half.
    private const int ServiceSpeed = 20;

    private static readonly TimeSpan s_serviceReaches = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);

    // A pass asks a dozen times and more, and a request has one and a half seconds.
    private static readonly TimeSpan s_answers = TimeSpan.FromMilliseconds(150);

    private readonly List<CrashVisit> _died = [];

    public async Task<ChainReport> RunAsync(CancellationToken cancellation)
    {
        await using var attacked = await AttackedPractice.StartAsync(chain.Practice with { TokenLife = TokenLife }, server, cancellation, Quirks);
        var missed = 0;
        for (; missed < chain.Visits.Count; missed++)
        {
            var visit = chain.Visits[missed];
            if (CrashPoints.NeedsCrashBefore(visit.Point) && !await DiesAsync(attacked, new CrashVisit(CrashPoint.WriteSent, 1), cancellation))
                break;
            if (!await DiesAsync(attacked, visit, cancellation))
                break;
        }

        var violations = new List<string>();
        TimeSpan? ready = chain.Victim == CrashVictim.Service ? await RecoverAsync(attacked, violations, cancellation) : null;
        violations.AddRange(await attacked.JudgeAsync(cancellation));
        return new ChainReport(chain, [.. _died], [.. chain.Visits.Skip(missed)], violations, ready);
    }

    private IQuirk[] Quirks => chain.Visits.Any(visit => CrashPoints.NeedsService(visit.Point)) ? [new SlowAnswers(s_answers)] : [];

    // By the child's clock: short enough that each run asks more than once.
    private TimeSpan TokenLife => TimeSpan.FromSeconds(chain.Victim == CrashVictim.Service ? ServiceSpeed : 1);

    private async Task<bool> DiesAsync(AttackedPractice attacked, CrashVisit visit, CancellationToken cancellation)
    {
        using var child = chain.Victim == CrashVictim.Service ? Service(attacked, visit) : attacked.Close(visit.Point, visit.Hit);
        if (chain.Victim == CrashVictim.Service && CrashPoints.NeedsStop(visit.Point))
        {
            await ReadyAsync(child, cancellation);
            await child.TerminateAsync(cancellation);
        }

        var end = await child.EndAsync(chain.Victim == CrashVictim.Service ? s_serviceReaches : AttackedPractice.Patience, cancellation);
        // What was in flight is found by the next process only when the EHR must have shown it.
        attacked.Settle();
        if (end.Overdue || end.Exit != ChildProcess.Killed || !CrashWatch.Witnesses(end.Error, visit.Point))
            return false;
        _died.Add(visit);
        return true;
    }

    private static ChildProcess Service(AttackedPractice attacked, CrashVisit? visit) => ChildProcess.Start(
        new ChildOrder(attacked.Clock.GetUtcNow(), ServiceSpeed, visit?.Point, visit?.Hit ?? 1),
        ["run", "--home", attacked.Home, "--urls", "http://127.0.0.1:0", "--drain-time", "600"]);

    // The service comes back by itself, says that it is ready, writes what is missing and ends when it is told to.
    private static async Task<TimeSpan> RecoverAsync(AttackedPractice attacked, List<string> violations, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var service = Service(attacked, visit: null);
        await ReadyAsync(service, cancellation);
        var ready = Stopwatch.GetElapsedTime(started);
        if (ready > s_readyWithin)
            violations.Add($"the service took {ready.TotalSeconds:F1} s to be ready again, and may take {s_readyWithin.TotalSeconds:F0}");
        await UntilAsync(() => Task.FromResult(service.Ended || attacked.Written >= attacked.Writes), s_serviceReaches, cancellation);
        await service.TerminateAsync(cancellation);
        var end = await service.EndAsync(AttackedPractice.Patience, cancellation);
        if (end.Exit != 0)
            violations.Add($"the service that nobody killed ended with exit code {end.Exit} after SIGTERM: {end.Error}");
        return ready;
    }

    private static async Task ReadyAsync(ChildProcess service, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        await UntilAsync(async () => service.Ended || (service.Address is { } address && await IsReadyAsync(client, address, cancellation)), s_readyWithin * 3, cancellation);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        using var answer = await client.GetAsync(new Uri(address, "/health/ready"), cancellation);
        return answer.IsSuccessStatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan patience, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < patience && !await condition())
            await Task.Delay(s_between, TimeProvider.System, cancellation);
    }
}

/// <summary>What a chain came to.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Died">The visits that ended in a death at their point.</param>
/// <param name="Missed">The first visit whose point the process did not reach, and those after it; empty when all were reached.</param>
/// <param name="Violations">What was duplicated, lost, invented or left undone.</param>
/// <param name="Ready">How long the service took to be ready again after the last death; null where none was started.</param>
internal sealed record ChainReport(
    CrashChain Chain, IReadOnlyList<CrashVisit> Died, IReadOnlyList<CrashVisit> Missed, IReadOnlyList<string> Violations, TimeSpan? Ready);
