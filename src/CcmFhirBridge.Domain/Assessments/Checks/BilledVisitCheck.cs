using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>No second of a separately billed visit is counted for those who performed it.</summary>
internal sealed class BilledVisitCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.billed-visit", Severity.Hold, Sources.Faq);

    private static readonly Statement NoHours = Text.CannotTell(
        Severity.Warn, "A billed visit does not say when on the day it was, and its performer has counted time on that day.",
        static facts => [.. Untimed(facts)!.Select(static visit => visit.Source).Distinct().Order()]);

    private static readonly Statement NamesNobody = Text.CannotTell(
        Severity.Hold, "A billed visit names nobody, and time inside it was counted.",
        static facts => [.. Unnamed(facts)!.Select(static visit => visit.Source).Distinct().Order()]);

    private static readonly Statement Apart = Text.Met("No counted second lies in a billed visit of the same person.");
    private static readonly Statement TakenOut = Text.Met(
        "Time inside a billed visit of the same person was taken out.", static facts => EntryTally.Sources(facts.Time.ExcludedFor(Reasons.BilledVisit)));

    public override Answer Check(CaseFacts facts)
    {
        if (Untimed(facts) is { } untimed)
            return facts.WouldChangeWithout(IntervalSet.UnionOf(untimed.Select(static visit => visit.Time))) ? NoHours.As(Severity.Hold) : NoHours;
        if (Unnamed(facts) is { } unnamed && facts.WouldChangeWithout(IntervalSet.UnionOf(unnamed.Select(static visit => visit.Time))))
            return NamesNobody;
        return facts.Time.HasExcludedFor(Reasons.BilledVisit) ? TakenOut : Apart;
    }

    // Counted time of somebody on days of a visit of theirs whose hours are not known.
    private static List<(SourceReference Source, IntervalSet Time)>? Untimed(CaseFacts facts)
    {
        var untimed = default(List<(SourceReference, IntervalSet)>?);
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            foreach (var participant in services[i].Participants)
            {
                if (MonthWindows.UntimedVisit(facts, i, participant) is { } days && facts.Time.ByPerson.Overlaps(participant.Who, days))
                    (untimed ??= []).Add((services[i].Source, days.Intersect(facts.Time.ByPerson.Of(participant.Who))));
            }

            if (!BillVisits.IsOfMonth(facts, i))
                continue;
            foreach (var performer in services[i].Performers)
            {
                if (facts.Time.ByPerson.Overlaps(performer, facts.Days.Whole) && BillVisits.Doubted(facts, i, performer) is { } doubted && facts.Time.ByPerson.Overlaps(performer, doubted))
                    (untimed ??= []).Add((services[i].Source, doubted.Intersect(facts.Time.ByPerson.Of(performer))));
            }
        }

        return untimed;
    }

    private static List<(SourceReference Source, IntervalSet Time)>? Unnamed(CaseFacts facts)
    {
        var unnamed = default(List<(SourceReference, IntervalSet)>?);
        for (var i = 0; i < facts.Record.OtherServices.Length; i++)
        {
            if (MonthWindows.UnnamedVisit(facts, i) is { IsEmpty: false } time)
                (unnamed ??= []).Add((facts.Record.OtherServices[i].Source, time));
        }

        return unnamed;
    }
}
