using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>No second after death is counted; a death without its date needs a person.</summary>
internal sealed class DeathCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.death", Severity.Hold, Sources.Booklet);

    private static readonly Statement NoDate = Text.CannotTell(Severity.Hold, "The patient has died and the date is not recorded.", Patient);
    private static readonly Statement NotRead = Text.CannotTell(Severity.Hold, "The EHR does not let patients be read, so whether the patient has died cannot be told.", Patient);
    private static readonly Statement NoDeath = Text.Met("The EHR shows no death.");
    private static readonly Statement NoHour = Text.CannotTell(Severity.Hold, "Time on the day of death was counted, and the hour of death is not recorded.", Patient);
    private static readonly Statement NotAfter = Text.Met("No time after death was counted.", Patient);
    private static readonly Statement Later = Text.Met("The patient lived through the month.", Patient);

    public override Answer Check(CaseFacts facts)
    {
        if (UnreadParts.AnyUnread(facts.Record, "Patient"))
            return NotRead;
        if (facts.Record.DiedAt is not { } died)
            return facts.Record.DiedWithoutDate ? NoDate : NoDeath;
        var earliest = died.EarliestTicks(facts.Zone);
        if (facts.WouldChangeWithout(IntervalSet.Of(new Interval(earliest, died.LatestTicks(facts.Zone)))))
            return NoHour;
        return earliest < facts.Days.Interval.EndTicks ? NotAfter : Later;
    }

    private static ImmutableArray<SourceReference> Patient(CaseFacts facts) => [facts.Record.Patient];
}
