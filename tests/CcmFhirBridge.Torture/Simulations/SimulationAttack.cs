using System.Diagnostics;
using CcmFhirBridge.Torture.Simulations.Bugs;
using CcmFhirBridge.Torture.Simulations.Clocks;
using CcmFhirBridge.Torture.Simulations.Practices;
using CcmFhirBridge.Torture.Simulations.Stores;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>Many histories, each from a seed of its own. One that breaks a promise prints the seed that replays it.</summary>
/// <param name="firstSeed">Seed of the first history.</param>
/// <param name="whole">Many more of them.</param>
/// <param name="replays">Only the first, told in full.</param>
/// <param name="output">Where to tell.</param>
internal sealed class SimulationAttack(int firstSeed, bool whole, bool replays, TextWriter output)
{
    private const int Slice = 100;
    private const int Whole = 200_000;
    private const int MostTold = 5;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var watch = new CrashPointWatch();
        using var template = await StoreTemplate.MakeAsync(SimulatedPractice.Tenant, TimeProvider.System);
        var histories = replays ? 1 : whole ? Whole : Slice;
        var began = Stopwatch.GetTimestamp();
        var (operations, faults, leastOperations, leastFaults, broken) = (0L, 0L, int.MaxValue, int.MaxValue, 0);
        for (var seed = firstSeed; seed < firstSeed + histories; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = await new SimulatedWorld(seed, Bug.None).RunAsync(template);
            if (replays)
                await output.WriteAsync(result.History);
            operations += result.Operations;
            faults += result.Faults;
            leastOperations = Math.Min(leastOperations, result.Operations);
            leastFaults = Math.Min(leastFaults, result.Faults);
            if (result.Violations.Count > 0 && broken++ < MostTold)
            {
                foreach (var violation in result.Violations.Take(MostTold))
                    await output.WriteLineAsync($"seed {seed}: VIOLATION: {violation}");
            }
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await output.WriteLineAsync(
            $"seeds {firstSeed} to {firstSeed + histories - 1}: {histories} histories in {seconds:F1} s, {histories / seconds:F1} a second, "
            + $"{operations / histories} operations each (at least {leastOperations}), {faults / histories} faults each (at least {leastFaults}), {broken} broken");
        return broken == 0 ? 0 : 5;
    }
}
