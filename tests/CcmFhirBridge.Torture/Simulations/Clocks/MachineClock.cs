namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>
/// The clock on the wall of one machine: minutes away from everybody's time in most histories, and set anew in some. What runs on the machine measures
/// spans by another one that nobody can set.
/// </summary>
internal sealed class MachineClock
{
    // RELIABILITY T7.
    private const int MostApart = 300;

    private const double IsRight = 0.4;
    private const double IsSet = 0.15;

    private readonly Schedule _schedule;

    public MachineClock(Schedule schedule, string machine)
    {
        _schedule = schedule;
        Machine = machine;
        if (!schedule.Chance(IsRight))
            Set();
        if (schedule.Chance(IsSet))
            schedule.After(schedule.Between(0, 600), Set);
    }

    /// <summary>Whose it is.</summary>
    public string Machine { get; }

    /// <summary>How far it is ahead of everybody's time.</summary>
    public TimeSpan Ahead { get; private set; }

    private void Set()
    {
        Ahead = TimeSpan.FromSeconds(_schedule.Random.Next(-MostApart, MostApart + 1));
        _schedule.Tell($"CLOCK of {Machine} is {Ahead.TotalSeconds} s ahead");
    }
}
