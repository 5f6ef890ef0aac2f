namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>The moments between two operations of an actor, at which it may stand still or die.</summary>
internal sealed class Moments(Schedule schedule, FaultPlan faults)
{
    private const double Pauses = 0.006;
    private const double Deaths = 0.003;
    private const double DeathsAtPoints = 0.0015;

    /// <summary>Ends when the actor goes on.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="risk">How much likelier than elsewhere it stands still here.</param>
    public Task PassAsync(Actor actor, int risk = 1)
    {
        if (actor.IsDead)
            return schedule.TurnAsync(actor);
        if (faults.Strikes(Pauses * risk, $"{actor} stands still"))
            schedule.Pause(actor, schedule.Chance(0.5) ? schedule.Between(1, 60) : schedule.Between(60, 400));
        else if (faults.Strikes(Deaths, $"{actor} is killed"))
            actor.IsDead = true;
        return schedule.TurnAsync(actor);
    }

    public bool DiesAt(Actor actor, string point) => !actor.IsDead && faults.Strikes(DeathsAtPoints, $"{actor} dies at {point}");
}
