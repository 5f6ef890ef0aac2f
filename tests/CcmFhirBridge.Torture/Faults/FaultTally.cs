using System.Globalization;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>Counts runs.</summary>
internal sealed class FaultTally
{
    private readonly SortedDictionary<string, int> _strikes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<AttackStore, int> _stores = [];

    public int Runs { get; private set; }

    public int Violations { get; private set; }

    /// <summary>Runs in which the fault found something to strike.</summary>
    public int Struck { get; private set; }

    /// <summary>Kinds that never struck on a rung: they prove nothing there.</summary>
    public IReadOnlyList<string> Missed => [.. _strikes.Where(cell => cell.Value == 0).Select(cell => cell.Key)];

    public void Add(FaultRun run, FaultResult result)
    {
        Runs++;
        _stores[run.Store] = _stores.GetValueOrDefault(run.Store) + 1;
        Struck += result.Strikes > 0 ? 1 : 0;
        Violations += result.Violations.Count;
        _strikes[run.Cell] = _strikes.GetValueOrDefault(run.Cell) + result.Strikes;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Runs} runs ({string.Join(", ", _stores.Select(store => $"{store.Key} {store.Value}"))}) in {_strikes.Count} cells of kind and rung, {Struck} struck something ({_strikes.Values.Sum()} strikes), {Violations} violations");
}
