using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>No second of a separately billed visit is counted for those who performed it.</summary>
internal sealed class BilledVisitCheck : ICheck
{
    private static readonly RuleText Text = new("time.billed-visit", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var untimed = facts.Windows.UntimedVisits()
            .Where(visit => facts.Time.ByPerson.TryGetValue(visit.Person, out var counted) && counted.Overlaps(visit.Day)).ToArray();
        if (untimed.Length > 0)
        {
            var doubted = IntervalSet.UnionOf(untimed.Select(visit => visit.Day.Intersect(facts.Time.ByPerson[visit.Person])));
            return Text.CannotTell(
                facts.WouldChangeWithout(doubted) ? Severity.Hold : Severity.Warn,
                "A billed visit does not say when on the day it was, and its performer has counted time on that day.",
                [.. untimed.Select(static visit => visit.Source).Distinct().Order()]);
        }

        var unnamed = facts.Windows.UnnamedVisits().ToArray();
        var unnamedTime = IntervalSet.UnionOf(unnamed.Select(static visit => visit.Time));
        if (facts.WouldChangeWithout(unnamedTime))
        {
            return Text.CannotTell(
                Severity.Hold, "A billed visit names nobody, and time inside it was counted.",
                [.. unnamed.Select(static visit => visit.Source).Distinct().Order()]);
        }

        var evidence = EntryTally.Sources(facts.Time.ExcludedFor(Reasons.BilledVisit));
        return evidence.IsEmpty
            ? Text.Met("No counted second lies in a billed visit of the same person.")
            : Text.Met("Time inside a billed visit of the same person was taken out.", evidence);
    }
}
