using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>No second after death is counted; a death without its date needs a person.</summary>
internal sealed class DeathCheck : ICheck
{
    private static readonly RuleText Text = new("time.death", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Record.DiedAt is not { } died)
        {
            return facts.Record.DiedWithoutDate
                ? Text.CannotTell(Severity.Hold, "The patient has died and the date is not recorded.", [facts.Record.Patient])
                : Text.Met("The EHR shows no death.");
        }

        var earliest = died.Earliest(facts.Zone);
        var latest = died.Latest(facts.Zone);
        var doubted = earliest < latest ? IntervalSet.Of(new Interval(earliest, latest)) : IntervalSet.Empty;
        if (facts.WouldChangeWithout(doubted))
            return Text.CannotTell(Severity.Hold, "Time on the day of death was counted, and the hour of death is not recorded.", [facts.Record.Patient]);
        return earliest < facts.MonthInterval.End
            ? Text.Met("No time after death was counted.", [facts.Record.Patient])
            : Text.Met("The patient lived through the month.", [facts.Record.Patient]);
    }
}
