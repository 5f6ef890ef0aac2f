using System.Diagnostics;
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
    public const int Slice = 400;

    /// <summary>Histories of the whole attack.</summary>
    public const int Whole = 200_000;

    private const int Broken = 5;

    // Lived twice: a failure that cannot be replayed is worth little.
    private const int Repeated = 10;
    private const int MostTold = 5;

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
        await TellAsync(firstSeed, result);
        return result.Violations.Count == 0 ? 0 : Broken;
    }

    private async Task<bool> AttackAsync(CancellationToken cancellation)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        var (operations, faults, leastOperations, leastFaults, broken) = (0L, 0L, int.MaxValue, int.MaxValue, 0);
        for (var seed = firstSeed; seed < firstSeed + histories; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = await new SimulatedWorld(seed, Bug.None).RunAsync(template);
            if (seed < firstSeed + Repeated && (await new SimulatedWorld(seed, Bug.None).RunAsync(template)).History != result.History)
                result = result with { Violations = [.. result.Violations, "the same seed told another history"] };
            operations += result.Operations;
            faults += result.Faults;
            leastOperations = Math.Min(leastOperations, result.Operations);
            leastFaults = Math.Min(leastFaults, result.Faults);
            if (result.Violations.Count > 0 && broken++ < MostTold)
                await TellAsync(seed, result);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await output.WriteLineAsync(
            $"seeds {firstSeed} to {firstSeed + histories - 1}: {histories} histories in {seconds:F1} s, {histories / seconds:F1} a second, "
            + $"{operations / histories} operations each (at least {leastOperations}), {faults / histories} faults each (at least {leastFaults}), {broken} broken");
        return broken == 0;
    }

    private async Task<bool> FindAsync(IReadOnlyList<Bug> bugs, CancellationToken cancellation)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var missed = 0;
        foreach (var bug in bugs)
        {
            string? found = null;
            var seed = firstSeed;
            for (; found is null && seed < firstSeed + Slice; seed++)
            {
                cancellation.ThrowIfCancellationRequested();
                found = (await new SimulatedWorld(seed, bug).RunAsync(template)).Violations.FirstOrDefault(violation => !violation.StartsWith("thin", StringComparison.Ordinal));
            }

            missed += found is null ? 1 : 0;
            await output.WriteLineAsync(found is null
                ? $"bug {bug.Name}: VIOLATION: not found in {Slice} histories"
                : $"bug {bug.Name}: found after {seed - firstSeed} histories by seed {seed - 1}: {found}");
        }

        await output.WriteLineAsync($"{bugs.Count - missed} of {bugs.Count} bugs found");
        return missed == 0;
    }

    private async Task TellAsync(int seed, SimulationResult result)
    {
        foreach (var violation in result.Violations.Take(MostTold))
            await output.WriteLineAsync($"seed {seed}: VIOLATION: {violation}");
    }
}
