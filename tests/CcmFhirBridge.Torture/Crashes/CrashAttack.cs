using System.Collections.Concurrent;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>
/// Lets the product die at each of its crash points, as a command and as a service, over every kind of EHR, and judges by the EHR's history
/// and the generator's answers alone. A point that no process comes to is a failure too: it would be attacked in name only.
/// </summary>
internal sealed class CrashAttack(int seed, bool whole, string? only, AttackStores stores, TextWriter output)
{
    private const int AtOnce = 2;
    private const int MostTold = 5;

    private readonly ConcurrentDictionary<string, int> _deaths = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<TimeSpan> _ready = new();
    private int _violations;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var points = CrashPoints.All.Where(point => only is null || point == only).ToList();
        if (points.Count == 0)
        {
            await output.WriteLineAsync($"There is no crash point '{only}'. There are: {string.Join(", ", CrashPoints.All)}.");
            return 2;
        }

        var ofRuns = points.Where(point => !CrashPoints.NeedsClosedMonth(point)).ToList();
        var plan = new CrashPlan(seed, stores.All, ofRuns.Count == 0 ? [] : await CountAsync(cancellation));
        var chains = whole ? plan.Whole(ofRuns) : plan.Slice(ofRuns);
        while (chains.Count > 0)
        {
            var missed = new ConcurrentQueue<CrashChain>();
            await Parallel.ForEachAsync(chains, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (chain, token) =>
            {
                var report = await new ChainRun(chain, stores.Server).RunAsync(token);
                await TellAsync(report);
                foreach (var visit in report.Missed)
                {
                    if (CrashPlan.IsMissedForGood(chain, visit))
                        await ViolatedAsync(chain, $"no process came to {visit}");
                    else
                        missed.Enqueue(plan.Again(chain, visit));
                }
            });
            chains = [.. missed];
        }

        await CorrectAsync([.. points.Where(CrashPoints.NeedsClosedMonth)], cancellation);
        await output.WriteLineAsync(
            $"seed {seed}: {_deaths.Values.Sum()} deaths at {_deaths.Count} of {points.Count} crash points"
            + (_ready.IsEmpty ? "" : $", the service ready again within {_ready.Max().TotalSeconds:F1} s") + $", {_violations} violations");
        return _violations == 0 ? 0 : 5;
    }

    // Every point once in every store, or on every rung too; a process that does not come there is a failure at once, for nothing went before.
    private Task CorrectAsync(List<string> points, CancellationToken cancellation)
    {
        var deaths =
            from store in stores.All
            from at in Enumerable.Range(0, points.Count)
            from rung in whole ? Enumerable.Range(0, AttackedPractice.Ladder.Length) : [at % AttackedPractice.Ladder.Length]
            select new CorrectionDeath(points[at], new AttackSetting(seed, rung, store, CorrectionDeath.Patients));
        return Parallel.ForEachAsync(deaths, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (death, token) =>
        {
            var (died, violations) = await death.RunAsync(stores.Server, token);
            if (died)
                _deaths.AddOrUpdate(death.Point, 1, static (_, before) => before + 1);
            await output.WriteLineAsync($"{death}: {violations.Count} violations");
            foreach (var violation in violations)
            {
                Interlocked.Increment(ref _violations);
                await output.WriteLineAsync($"{death}: VIOLATION: {violation}");
            }
        });
    }

    // How often an undisturbed close comes to each point: a death at the n-th time needs an n-th time.
    private async Task<Dictionary<string, int>> CountAsync(CancellationToken cancellation)
    {
        await using var practice = await AttackedPractice.StartAsync(
            new AttackSetting(seed * 1000, Rung: 0, AttackStore.Sqlite, ChainRun.Patients) { TokenLife = TimeSpan.FromSeconds(1) }, server: null, cancellation);
        using var child = practice.Close();
        var end = await child.EndAsync(AttackedPractice.Patience, cancellation);
        return ChildClose.Of(end).Settled
            ? CrashWatch.CountsIn(end.Error)
            : throw new InvalidOperationException($"A close that nobody disturbs does not settle: exit code {end.Exit}, {end.Error}");
    }

    private async Task TellAsync(ChainReport report)
    {
        foreach (var visit in report.Died)
            _deaths.AddOrUpdate(visit.Point, 1, static (_, before) => before + 1);
        if (report.Ready is { } ready)
            _ready.Enqueue(ready);
        await output.WriteLineAsync($"{report.Chain}: died at {string.Join(", ", report.Died)}");
        foreach (var violation in report.Violations.Take(MostTold))
            await ViolatedAsync(report.Chain, violation);
        if (report.Violations.Count > MostTold)
            await ViolatedAsync(report.Chain, $"and {report.Violations.Count - MostTold} more");
    }

    private async Task ViolatedAsync(CrashChain chain, string violation)
    {
        Interlocked.Increment(ref _violations);
        await output.WriteLineAsync($"{chain}: VIOLATION: {violation}");
    }
}
