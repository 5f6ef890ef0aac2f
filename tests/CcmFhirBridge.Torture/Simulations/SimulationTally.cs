using System.Diagnostics;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>What many histories came to.</summary>
internal sealed class SimulationTally
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _operations;
    private long _faults;
    private int _leastOperations = int.MaxValue;
    private int _leastFaults = int.MaxValue;

    public int Histories { get; private set; }

    public int Broken { get; private set; }

    public void Add(SimulationResult result)
    {
        Histories++;
        _operations += result.Operations;
        _faults += result.Faults;
        _leastOperations = Math.Min(_leastOperations, result.Operations);
        _leastFaults = Math.Min(_leastFaults, result.Faults);
        Broken += result.Violations.Count > 0 ? 1 : 0;
    }

    public override string ToString()
    {
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        return $"{Histories} histories in {seconds:F1} s, {Histories / seconds:F1} a second, {_operations / Math.Max(Histories, 1)} operations each (at least {_leastOperations}), "
            + $"{_faults / Math.Max(Histories, 1)} faults each (at least {_leastFaults}), {Broken} broken";
    }
}
