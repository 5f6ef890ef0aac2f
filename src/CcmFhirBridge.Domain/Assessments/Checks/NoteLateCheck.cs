using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// No entry was written into the record later than the practice allows (RULES §8: an auditor asks for the reason of a late entry). It is for
/// the practice's quality review: it never changes the codes.
/// </summary>
internal sealed class NoteLateCheck : MonthCheck
{
    public const string Rule = "note.late";

    private static readonly RuleText Text = new(Rule, Severity.Warn, Sources.Oig);

    private static readonly Statement InTime = Text.Met("No entry says that it was recorded late.");
    private static readonly Statement Late = Text.NotMet(
        static facts => $"An entry was recorded more than {facts.Tenant.Policy.LateEntryDays} days after its time.",
        static facts => EntryTally.Sources(facts.Time.Entries.Where(entry => IsLate(facts, entry))));

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => Array.Exists(facts.Time.Entries, entry => IsLate(facts, entry)) ? Late : InTime;

    private static bool IsLate(CaseFacts facts, EntryTally tally)
    {
        if (tally is not { IsOfProgram: true, Entry: { RecordedAt: { } recorded, Span: var span } })
            return false;
        var worked = span.Interval is { } interval ? facts.Zone.DayOf(interval.End) : span.Near;
        return worked is { } day && recorded.FirstDay(facts.Zone).DayNumber - day.DayNumber > facts.Tenant.Policy.LateEntryDays;
    }
}
