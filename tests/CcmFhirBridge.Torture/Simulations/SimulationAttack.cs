using CcmFhirBridge.Torture.Simulations.Bugs;
using CcmFhirBridge.Torture.Simulations.Clocks;
using CcmFhirBridge.Torture.Simulations.Practices;
using CcmFhirBridge.Torture.Simulations.Stores;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>
/// Many histories, each from a seed of its own. One that breaks a promise prints the seed that replays it. Deliberate bugs follow: one that
/// nothing finds is a failure too.
/// </summary>
/// <param name="firstSeed">Seed of the first history.</param>
/// <param name="histories">How many.</param>
/// <param name="output">Where to tell.</param>
internal sealed class SimulationAttack(int firstSeed, int histories, TextWriter output)
{
    /// <summary>Histories of the gate.</summary>
    public const int Slice = 500;

    /// <summary>Histories of the whole attack.</summary>
    public const int Whole = 200_000;

    private const int Broken = 5;

    // Lived twice: a failure that cannot be replayed is worth little.
    private const int Repeated = 10;
    private const int MostTold = 5;

    // A whole attack takes hours, and whoever stops it wants to know what it came to.
    private const int SoFar = 5_000;

    /// <summary>The histories, then the bugs.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var holds = await AttackAsync(cancellation);
        return await FindAsync(DeliberateBugs.All, cancellation) && holds ? 0 : Broken;
    }

    /// <summary>The bugs named, each until it is found.</summary>
    public async Task<int> FindAsync(string name, CancellationToken cancellation)
    {
        if (DeliberateBugs.All.FirstOrDefault(bug => bug.Name == name) is { } known)
            return await FindAsync([known], cancellation) ? 0 : Broken;
        await output.WriteLineAsync($"There is no bug '{name}'. There are: {string.Join(", ", DeliberateBugs.All.Select(bug => bug.Name))}.");
        return 2;
    }

    /// <summary>The first history alone, told in full.</summary>
    public async Task<int> ReplayAsync(string? bug)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var result = await new SimulatedWorld(firstSeed, DeliberateBugs.All.FirstOrDefault(each => each.Name == bug) ?? Bug.None).RunAsync(template);
        await output.WriteAsync(result.History);
        Tell(firstSeed, result);
        return result.Violations.Count == 0 ? 0 : Broken;
    }

    private async Task<bool> AttackAsync(CancellationToken cancellation)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var (tally, gate) = (new SimulationTally(), new Lock());
        await Parallel.ForEachAsync(Enumerable.Range(firstSeed, histories), AtOnce(cancellation), async (seed, _) =>
        {
            var result = await new SimulatedWorld(seed, Bug.None).RunAsync(template);
            if (seed < firstSeed + Repeated && (await new SimulatedWorld(seed, Bug.None).RunAsync(template)).History != result.History)
                result = result with { Violations = [.. result.Violations, "the same seed told another history"] };
            lock (gate)
            {
                tally.Add(result);
                Tell(seed, result, tally);
            }
        });
        await output.WriteLineAsync($"seeds {firstSeed} to {firstSeed + histories - 1}: {tally}");
        return tally.Broken == 0;
    }

    private async Task<bool> FindAsync(IReadOnlyList<Bug> bugs, CancellationToken cancellation)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var (finds, gate) = (new SortedDictionary<string, BugFind>(StringComparer.Ordinal), new Lock());
        await Parallel.ForEachAsync(bugs, AtOnce(cancellation), async (bug, token) =>
        {
            var find = await FindAsync(bug, template, token);
            lock (gate)
                finds.Add(bug.Name, find);
        });
        foreach (var (name, find) in finds)
            await output.WriteLineAsync($"bug {name}: {find}");
        var found = finds.Values.Count(find => find.Violation is not null);
        await output.WriteLineAsync($"{found} of {bugs.Count} bugs found, on average after {finds.Values.Average(find => find.Histories):F0} histories");
        return found == bugs.Count;
    }

    private async Task<BugFind> FindAsync(Bug bug, StoreTemplate template, CancellationToken cancellation)
    {
        for (var lived = 1; lived <= Slice; lived++)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = await new SimulatedWorld(firstSeed + lived - 1, bug).RunAsync(template);
            if (result.Violations.FirstOrDefault(violation => !violation.StartsWith(SimulatedWorld.Thin, StringComparison.Ordinal)) is { } found)
                return new BugFind(lived, firstSeed + lived - 1, found);
        }

        return new BugFind(Slice, firstSeed + Slice - 1, null);
    }

    // Each history has one thread to itself, and one more for a moment when it gives a lease back.
    private static ParallelOptions AtOnce(CancellationToken cancellation)
    {
        ThreadPool.SetMinThreads(Environment.ProcessorCount * 4, 1);
        return new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
    }

    private void Tell(int seed, SimulationResult result, SimulationTally tally)
    {
        if (tally.Broken <= MostTold)
            Tell(seed, result);
        if (tally.Histories % SoFar == 0)
            output.WriteLine($"so far: {tally}");
    }

    private void Tell(int seed, SimulationResult result)
    {
        foreach (var violation in result.Violations.Take(MostTold))
            output.WriteLine($"seed {seed}: VIOLATION: {violation}");
    }

    /// <summary>How a bug was found.</summary>
    /// <param name="Histories">After how many.</param>
    /// <param name="Seed">Seed of the one that shows it.</param>
    /// <param name="Violation">What it broke; null when nothing found it.</param>
    private sealed record BugFind(int Histories, int Seed, string? Violation)
    {
        public override string ToString() => Violation is null
            ? $"VIOLATION: not found in {Histories} histories" : $"found after {Histories} histories by seed {Seed}: {Violation}";
    }
}
