using CcmFhirBridge.Torture.Simulations.Clocks;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>How many things go wrong in a history, and whether the next one does.</summary>
internal sealed class FaultPlan(Schedule schedule, int most)
{
    public int Struck { get; private set; }

    public bool IsOver => Struck >= most;

    public bool Strikes(double probability, string what)
    {
        if (IsOver || !schedule.Chance(probability))
            return false;
        Struck++;
        schedule.Tell($"FAULT {Struck}: {what}");
        return true;
    }
}
