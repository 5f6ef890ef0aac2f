using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Time inside a stay is not counted; hospice, and a stay without an admission, need a person.</summary>
internal sealed class StayCheck : ICheck
{
    private static readonly RuleText Text = new("time.stay", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var month = facts.MonthInterval;
        var unclear = facts.Record.Stays.Where(stay => stay.Start is null && (stay.End is null || stay.End.Value.Latest(facts.Zone) > month.Start)).ToArray();
        if (unclear.Length > 0)
            return Text.CannotTell(Severity.Hold, "A stay does not say when it began, so the time inside it cannot be told.", Sorted(unclear));
        var withheld = UnreadParts.Withheld(facts.Record, "Encounter");
        if (!withheld.IsEmpty)
            return Text.CannotTell(Severity.Hold, "An encounter carries a modifier that is not known, so whether it is a stay or a visit cannot be told.", withheld);
        var backwards = facts.Record.Stays.Where(stay => stay is { Start: { } start, End: { } end } && end.Latest(facts.Zone) < start.Earliest(facts.Zone)
            && end.Earliest(facts.Zone) < month.End && start.Latest(facts.Zone) > month.Start).ToArray();
        if (backwards.Length > 0)
            return Text.CannotTell(Severity.Hold, "A stay ends before it begins, so the time inside it cannot be told.", Sorted(backwards));
        var hospice = facts.Record.Stays.Where(stay => stay.Kind == StayKind.Hospice && !facts.Windows.StayTime(stay).IsEmpty).ToArray();
        if (hospice.Length > 0)
            return Text.CannotTell(Severity.Hold, "The patient is in hospice in the month: who may bill what has to be decided.", Sorted(hospice));
        var inside = facts.Record.Stays.Where(stay => !facts.Windows.StayTime(stay).IsEmpty).ToArray();
        return inside.Length == 0
            ? Text.Met("The EHR shows no inpatient stay in the month.")
            : Text.Met("Time inside the stay was taken out.", Sorted(inside));
    }

    private static System.Collections.Immutable.ImmutableArray<SourceReference> Sorted(Stay[] stays) => [.. stays.Select(static stay => stay.Source).Order()];
}
