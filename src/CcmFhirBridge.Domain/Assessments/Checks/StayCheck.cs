using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Time inside a stay is not counted; hospice, and a stay without an admission, need a person.</summary>
internal sealed class StayCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.stay", Severity.Hold, Sources.Faq);

    private static readonly Statement NoAdmission = Text.CannotTell(
        Severity.Hold, "A stay does not say when it began, so the time inside it cannot be told.", static facts => Where(facts, HasNoAdmission));

    private static readonly Statement Withheld = Text.CannotTell(
        Severity.Hold, "An encounter carries a modifier that is not known, so whether it is a stay or a visit cannot be told.", static facts => UnreadParts.Withheld(facts.Record, "Encounter"));

    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let all encounters be read, so whether there was a stay cannot be told.", static facts => Where(facts, IsInMonth));

    private static readonly Statement Backwards = Text.CannotTell(
        Severity.Hold, "A stay ends before it begins, so the time inside it cannot be told.", static facts => Where(facts, IsBackwards));

    private static readonly Statement Hospice = Text.CannotTell(
        Severity.Hold, "The patient is in hospice in the month: who may bill what has to be decided.", static facts => Where(facts, IsHospice));

    private static readonly Statement None = Text.Met("The EHR shows no inpatient stay in the month.");
    private static readonly Statement TakenOut = Text.Met("Time inside the stay was taken out.", static facts => Where(facts, IsInMonth));

    public override Answer Check(CaseFacts facts)
    {
        if (UnreadParts.AnyUnread(facts.Record, "Encounter"))
            return NotRead;
        if (Any(facts, HasNoAdmission))
            return NoAdmission;
        if (UnreadParts.AnyWithheld(facts.Record, "Encounter"))
            return Withheld;
        if (Any(facts, IsBackwards))
            return Backwards;
        if (Any(facts, IsHospice))
            return Hospice;
        return Any(facts, IsInMonth) ? TakenOut : None;
    }

    private static bool HasNoAdmission(Stay stay, MonthDays month) =>
        stay.Start is null && !(stay.End?.LatestTicks(month.Zone) <= month.Interval.StartTicks);

    private static bool IsBackwards(Stay stay, MonthDays month) => stay is { Start: { } start, End: { } end } && end.LatestTicks(month.Zone) < start.EarliestTicks(month.Zone)
        && end.EarliestTicks(month.Zone) < month.Interval.EndTicks && start.LatestTicks(month.Zone) > month.Interval.StartTicks;

    private static bool IsHospice(Stay stay, MonthDays month) => stay.Kind == StayKind.Hospice && IsInMonth(stay, month);

    private static bool IsInMonth(Stay stay, MonthDays month) => !MonthWindows.StayTime(stay, month).IsEmpty;

    private static bool Any(CaseFacts facts, Func<Stay, MonthDays, bool> matches)
    {
        foreach (var stay in facts.Record.Stays)
        {
            if (matches(stay, facts.Days))
                return true;
        }

        return false;
    }

    private static ImmutableArray<SourceReference> Where(CaseFacts facts, Func<Stay, MonthDays, bool> matches) =>
        [.. facts.Record.Stays.Where(stay => matches(stay, facts.Days)).Select(static stay => stay.Source).Order()];
}
