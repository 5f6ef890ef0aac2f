using System.Globalization;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>Counts runs.</summary>
internal sealed class FaultTally
{
    private readonly SortedDictionary<string, int> _strikes = new(StringComparer.Ordinal);

    public int Runs { get; private set; }

    public int Violations { get; private set; }

    /// <summary>Runs in which the fault found something to strike.</summary>
    public int Struck { get; private set; }

    /// <summary>Kinds that never struck on a rung: they prove nothing there.</summary>
    public IReadOnlyList<string> Missed => [.. _strikes.Where(cell => cell.Value == 0).Select(cell => cell.Key)];

    public void Add(FaultRun run, FaultResult result)
    {
        Runs++;
        Struck += result.Strikes > 0 ? 1 : 0;
        Violations += result.Violations.Count;
        _strikes[run.Cell] = _strikes.GetValueOrDefault(run.Cell) + result.Strikes;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} runs in {_strikes.Count} cells of kind and rung, {Struck} struck something ({_strikes.Values.Sum()} strikes), {Violations} violations");
}
