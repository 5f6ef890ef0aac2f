using System.Diagnostics;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>What many histories came to.</summary>
internal sealed class SimulationTally
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _histories;
    private long _operations;
    private long _faults;
    private int _leastOperations = int.MaxValue;
    private int _leastFaults = int.MaxValue;

    public int Broken { get; private set; }

    public void Add(SimulationResult result)
    {
        _histories++;
        _operations += result.Operations;
        _faults += result.Faults;
        _leastOperations = Math.Min(_leastOperations, result.Operations);
        _leastFaults = Math.Min(_leastFaults, result.Faults);
        Broken += result.Violations.Count > 0 ? 1 : 0;
    }

    public override string ToString()
    {
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        return $"{_histories} histories in {seconds:F1} s, {_histories / seconds:F1} a second, {_operations / Math.Max(_histories, 1)} operations each (at least {_leastOperations}), "
            + $"{_faults / Math.Max(_histories, 1)} faults each (at least {_leastFaults}), {Broken} broken";
    }
}
