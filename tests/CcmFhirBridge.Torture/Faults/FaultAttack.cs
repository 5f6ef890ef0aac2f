using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Torture.Faults.Mistakes;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>Every kind of fault on every rung of the ladder, over real HTTP; then the mistakes that the same runs must find.</summary>
/// <param name="seed">From which everything that is drawn follows.</param>
/// <param name="kinds">Which kinds.</param>
/// <param name="rungs">Which rungs.</param>
/// <param name="stores">What the practices are stored in; the mistakes are looked for on the first.</param>
/// <param name="output">Where to tell.</param>
internal sealed class FaultAttack(int seed, IReadOnlyList<FaultKind> kinds, IReadOnlyList<int> rungs, AttackStores stores, TextWriter output)
{
    /// <summary>Rounds of the whole attack: at least two thousand runs.</summary>
    public const int Whole = 12;

    private const int Broken = 5;
    private const int MostTold = 5;
    private const int MistakeRounds = 10;
    private const int AtOnce = 2;

    // Wide apart, so that the runs of two seeds are not the same ones.
    private const int Spread = 100_000;

    private readonly EmptyDatabases? _databases = stores.Server is { } server ? new EmptyDatabases(server) : null;

    public async Task<int> RunAsync(int rounds, bool withMistakes, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var (tally, gate) = (new FaultTally(), new Lock());
        await Parallel.ForEachAsync(Runs(rounds, mistake: null), Options(cancellation), async (run, token) =>
        {
            var result = await run.RunAsync(token);
            lock (gate)
            {
                tally.Add(run, result);
                Tell(run, result);
                if (rounds > 1 && tally.Runs % (kinds.Count * rungs.Count) == 0)
                    Say($"seed {seed}: {tally} so far");
            }
        });
        foreach (var missed in tally.Missed)
            await output.WriteLineAsync($"seed {seed}: VIOLATION: {missed} never struck, which proves nothing");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {tally} ({Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s)"));
        var holds = tally.Violations == 0 && tally.Missed.Count == 0;
        return (!withMistakes || await FindAsync(Mistake.All, cancellation) == 0) && holds ? 0 : Broken;
    }

    /// <summary>One run, whose own seed is given, on each of the stores.</summary>
    public async Task<int> ReplayAsync(Mistake? mistake, CancellationToken cancellation)
    {
        var violations = 0;
        foreach (var store in stores.All)
        {
            var run = new FaultRun(kinds[0], rungs[0], store, _databases, seed, mistake);
            var result = await run.RunAsync(cancellation);
            Tell(run, result);
            await output.WriteLineAsync($"{run}: {result.Strikes} strikes, {result.Violations.Count} violations");
            violations += result.Violations.Count;
        }

        return violations == 0 ? 0 : Broken;
    }

    /// <summary>Looks for each mistake until a run shows it.</summary>
    public async Task<int> FindAsync(IReadOnlyList<Mistake> mistakes, CancellationToken cancellation)
    {
        var (found, gate) = (0, new Lock());
        await Parallel.ForEachAsync(mistakes, Options(cancellation), async (mistake, token) =>
        {
            var lived = 0;
            foreach (var run in Runs(MistakeRounds, mistake))
            {
                lived++;
                // A run that shows something without the mistake too shows nothing of it.
                if ((await run.RunAsync(token)).Violations is not [var violation, ..] || (await run.WithoutMistake().RunAsync(token)).Violations.Count > 0)
                    continue;
                lock (gate)
                {
                    found++;
                    Say($"mistake {mistake.Name}: found after {lived} runs ({run.Replay}): {violation}");
                }

                return;
            }

            lock (gate)
                Say($"mistake {mistake.Name}: VIOLATION: not found in {lived} runs");
        });
        await output.WriteLineAsync($"{found} of {mistakes.Count} mistakes found");
        return found == mistakes.Count ? 0 : Broken;
    }

    private static ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };

    private IEnumerable<FaultRun> Runs(int rounds, Mistake? mistake)
    {
        var next = (int)((long)seed * Spread % int.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            // Where a mistake is looked for, the weakest rung shows the most.
            foreach (var (place, rung) in (mistake is null ? rungs : rungs.Reverse()).Index())
            {
                foreach (var (number, kind) in (mistake is null ? kinds : FaultKinds.All.Where(kind => kind.Name == mistake.ShownBy)).Index())
                    yield return new FaultRun(kind, rung, mistake is null ? StoreOf(rounds, (long)seed + round + place + number) : stores.All[0], _databases, next++, mistake);
            }
        }
    }

    // Of one round, each kind on one rung is what there is time for on the slower store; of more, each cell has both in turn.
    private AttackStore StoreOf(int rounds, long turn) =>
        rounds > 1 ? stores.All[(int)(turn & int.MaxValue) % stores.All.Count] : turn % AttackedPractice.Ladder.Length == 0 ? stores.All[^1] : stores.All[0];

    private void Tell(FaultRun run, FaultResult result)
    {
        foreach (var violation in result.Violations.Take(MostTold))
            Say($"{run}: VIOLATION: {violation}");
        if (result.Violations.Count > 0)
            Say($"again by: {run.Replay}");
    }

    private void Say(string line) => output.WriteLine(line);
}
