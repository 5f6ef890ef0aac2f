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

    /// <summary>A day that care management did not begin before, told without asking what of the entries counts.</summary>
    public static DateOnly NotBefore(CaseFacts facts)
    {
        var ticks = facts.Days.Interval.StartTicks;
        foreach (var entry in facts.Record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i).Span.Interval is { } interval && interval.StartTicks < ticks)
                    ticks = interval.StartTicks;
            }
        }

        var first = ticks == facts.Days.Interval.StartTicks ? facts.Days.First : facts.Zone.DayOf(ticks);
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (facts.Services.IsCcmFamily(i) && services[i].Start?.FirstDay(facts.Zone) is { } billed && billed < first)
                first = billed;
        }

        return !facts.Record.OwnClaims.IsEmpty && OwnClaims.First(facts.Record, facts.Days)?.Start.FirstDay(facts.Zone) is { } own && own < first ? own : first;
    }

    // What can never count is no care management and does not begin it. Who paid at the time is no matter: it was furnished all the same.
    private static long? FirstCountableTicks(CaseFacts facts)
    {
        long? first = null;
        var longest = TimeSpan.FromMinutes(facts.Tenant.Policy.LongestEntryMinutes).Ticks;
        foreach (var entry in facts.Record.TimeEntries)
        {
            if (!IsCountable(entry, facts))
                continue;
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i) is { Who: { Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner } who, Span.Interval: { IsEmpty: false } interval }
                    && interval.StartTicks < facts.Days.Interval.EndTicks
                    && !(first <= interval.StartTicks) && interval.Ticks <= longest
                    && CountableOf(interval, who, entry, facts) is { IsEmpty: false } counted && !(first <= counted.StartTicks))
                {
                    first = counted.StartTicks;
                }
            }
        }

        return first;
    }

    private static Remainder CountableOf(Interval interval, PractitionerIdentity who, TimeEntry entry, CaseFacts facts)
    {
        var left = Consented(interval, facts);
        foreach (var stay in facts.Record.Stays)
        {
            if (stay is { Kind: not StayKind.Hospice, Start: { } start })
                left.Take(start.EarliestTicks(facts.Zone), stay.End?.LatestTicks(facts.Zone) ?? long.MaxValue);
        }

        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length && !left.IsEmpty; i++)
        {
            if (facts.Services.IsCcmFamily(i))
                continue;
            if (BillVisits.Bills(services[i], entry))
                return new Remainder(IntervalSet.Empty);
            foreach (var participant in services[i].Participants)
            {
                if (participant.Who.IsSamePerson(who) && MonthWindows.VisitTime(services[i], participant) is { } visit)
                    left.Take(visit.StartTicks, visit.EndTicks);
            }
        }

        TakeOtherWork(ref left, who, facts);
        return left;
    }

    // What the same person did of another programme, or of a kind that never counts, is not care management at the same moment.
    private static void TakeOtherWork(ref Remainder left, PractitionerIdentity who, CaseFacts facts)
    {
        foreach (var other in facts.Record.TimeEntries)
        {
            if (!IsOtherWork(other, facts))
                continue;
            for (var i = 0; i < PerformerSpan.CountOf(other); i++)
            {
                if (PerformerSpan.Of(other, i) is { Who: { } performer, Span.Interval: { } time } && performer.IsSamePerson(who))
                    left.Take(time.StartTicks, time.EndTicks);
            }
        }
    }

    private static Remainder Consented(Interval interval, CaseFacts facts)
    {
        if (facts.Record.Consents is [{ Status: "active", Denies: false, PeriodEnd: null } only])
        {
            var left = new Remainder(interval);
            left.Take(long.MinValue, ConsentFacts.Given(only)?.LatestTicks(facts.Zone) ?? long.MinValue);
            return left;
        }

        // Where nobody gave consent at a time that is known, it is a finding of its own.
        if (ConsentFacts.FirstGivenTicks(facts.Record, facts.Zone) is not { } firstGiven)
            return new Remainder(interval);
        if (interval.EndTicks <= firstGiven)
            return new Remainder(IntervalSet.Empty);
        var consented = IntervalSet.Empty;
        for (var month = ServiceMonth.Of(facts.Zone.DayOf(interval.StartTicks)); ; month = month.Next)
        {
            var days = month == facts.Month ? facts.Days : new MonthDays(month, facts.Zone);
            var consent = month == facts.Month ? facts.Consent : ConsentFacts.Of(facts.Record, days);
            var open = consent.InForce.IsEmpty && consent.Unclear ? days.Whole : consent.InForce;
            consented = consented.Union(open.Intersect(IntervalSet.Of(interval)));
            if (days.Interval.EndTicks >= interval.EndTicks)
                return new Remainder(consented);
        }
    }

    private static bool IsOtherWork(TimeEntry entry, CaseFacts facts) => !entry.IsOfCcm
        || CcmActivities.Standing(entry.Kind, facts.Tenant.Policy) == ActivityStanding.NeverCountable;

    private static bool IsCountable(TimeEntry entry, CaseFacts facts) =>
        entry.IsOfCcm && CcmActivities.Standing(entry.Kind, facts.Tenant.Policy) == ActivityStanding.Countable;

    /// <summary>What is left of an entry's time; a set is made of it only where something is taken, which is rare.</summary>
    private struct Remainder
    {
        private readonly Interval _whole;
        private IntervalSet? _cut;

        public Remainder(Interval whole) => _whole = whole;

        public Remainder(IntervalSet left) => _cut = left;

        public readonly bool IsEmpty => _cut is { IsEmpty: true };

        public readonly long StartTicks => _cut?.StartTicks ?? _whole.StartTicks;

        private readonly long EndTicks => _cut?.EndTicks ?? _whole.EndTicks;

        public void Take(long fromTicks, long toTicks)
        {
            var (from, to) = (Math.Max(fromTicks, StartTicks), Math.Min(toTicks, EndTicks));
            if (from < to)
                _cut = (_cut ?? IntervalSet.Of(_whole)).Except(IntervalSet.Of(new Interval(from, to)));
        }
    }
}
