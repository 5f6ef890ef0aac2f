using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>The day on which CCM began: the bridge's first claim, the practice's first CCM claim or the first countable entry (DESIGN §4).</summary>
internal static class CcmStart
{
    public static DateOnly Of(CaseFacts facts)
    {
        var month = facts.Days;
        var first = FirstCountableTicks(facts) is { } ticks ? month.Zone.DayOf(ticks) : DateOnly.MaxValue;
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (facts.Services.IsCcmFamily(i) && services[i].Start?.FirstDay(month.Zone) is { } billed && billed < first
                && services[i].SamePractitionerOrPractice(facts.Practitioner.Billing, facts.Tenant.Billing.Organization) == true)
            {
                first = billed;
            }
        }

        if (!facts.Record.OwnClaims.IsEmpty && OwnClaims.First(facts.Record, month)?.Start.FirstDay(month.Zone) is { } own && own < first)
            first = own;
        return first <= month.Last ? first : month.First;
    }

    // What can never count is no care management and does not begin it. Who paid at the time is no matter: it was furnished all the same.
    private static long? FirstCountableTicks(CaseFacts facts)
    {
        long? first = null;
        var longest = TimeSpan.FromMinutes(facts.Tenant.Policy.LongestEntryMinutes).Ticks;
        foreach (var entry in facts.Record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i) is { Who: { Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner } who, Span.Interval: { IsEmpty: false } interval }
                    && interval.StartTicks < facts.Days.Interval.EndTicks
                    && !(first <= interval.StartTicks) && interval.Ticks <= longest && IsCountable(entry, facts)
                    && CountableOf(interval, who, entry, facts) is { IsEmpty: false } counted && !(first <= counted.StartTicks))
                {
                    first = counted.StartTicks;
                }
            }
        }

        return first;
    }

    private static IntervalSet CountableOf(Interval interval, PractitionerIdentity who, TimeEntry entry, CaseFacts facts)
    {
        var left = Consented(interval, facts);
        foreach (var stay in facts.Record.Stays)
        {
            if (stay is { Kind: not StayKind.Hospice, Start: { } start })
                left = Without(left, start.EarliestTicks(facts.Zone), stay.End?.LatestTicks(facts.Zone) ?? long.MaxValue);
        }

        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length && !left.IsEmpty; i++)
        {
            if (facts.Services.IsCcmFamily(i))
                continue;
            if (BillVisits.Bills(services[i], entry))
                return IntervalSet.Empty;
            foreach (var participant in services[i].Participants)
            {
                if (participant.Who.IsSamePerson(who) && MonthWindows.VisitTime(services[i], participant) is { } visit)
                    left = Without(left, visit.StartTicks, visit.EndTicks);
            }
        }

        return WithoutOtherWork(left, who, facts);
    }

    // What the same person did of another programme, or of a kind that never counts, is not care management at the same moment.
    private static IntervalSet WithoutOtherWork(IntervalSet left, PractitionerIdentity who, CaseFacts facts)
    {
        foreach (var other in facts.Record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(other) && !left.IsEmpty; i++)
            {
                // Mostly nothing lies beside the entry, which is told sooner than what the other was.
                if (PerformerSpan.Of(other, i) is { Who: { } performer, Span.Interval: { } time } && left.Overlaps(time) && performer.IsSamePerson(who) && IsOtherWork(other, facts))
                    left = Without(left, time.StartTicks, time.EndTicks);
            }
        }

        return left;
    }

    private static IntervalSet Consented(Interval interval, CaseFacts facts)
    {
        if (facts.Record.Consents is [{ Status: "active", Denies: false, PeriodEnd: null } only])
            return Without(IntervalSet.Of(interval), long.MinValue, ConsentFacts.Given(only)?.LatestTicks(facts.Zone) ?? long.MinValue);
        // Where nobody gave consent at a time that is known, it is a finding of its own.
        if (ConsentFacts.FirstGivenTicks(facts.Record, facts.Zone) is not { } firstGiven)
            return IntervalSet.Of(interval);
        if (interval.EndTicks <= firstGiven)
            return IntervalSet.Empty;
        var consented = IntervalSet.Empty;
        for (var month = ServiceMonth.Of(facts.Zone.DayOf(interval.StartTicks)); ; month = month.Next)
        {
            var days = month == facts.Month ? facts.Days : new MonthDays(month, facts.Zone);
            var consent = month == facts.Month ? facts.Consent : ConsentFacts.Of(facts.Record, days);
            var open = consent.InForce.IsEmpty && consent.Unclear ? days.Whole : consent.InForce;
            consented = consented.Union(open.Intersect(IntervalSet.Of(interval)));
            if (days.Interval.EndTicks >= interval.EndTicks)
                return consented;
        }
    }

    private static IntervalSet Without(IntervalSet left, long fromTicks, long toTicks)
    {
        if (left.IsEmpty || fromTicks >= toTicks || toTicks <= left.StartTicks || fromTicks >= left.EndTicks)
            return left;
        return left.Except(IntervalSet.Of(new Interval(Math.Max(fromTicks, left.StartTicks), Math.Min(toTicks, left.EndTicks))));
    }

    private static bool IsOtherWork(TimeEntry entry, CaseFacts facts) => entry.Program != CcmActivities.CcmProgram
        || CcmActivities.Standing(entry.Activity, facts.Tenant.Policy) == ActivityStanding.NeverCountable;

    private static bool IsCountable(TimeEntry entry, CaseFacts facts) =>
        entry.Program == CcmActivities.CcmProgram && CcmActivities.Standing(entry.Activity, facts.Tenant.Policy) == ActivityStanding.Countable;
}
