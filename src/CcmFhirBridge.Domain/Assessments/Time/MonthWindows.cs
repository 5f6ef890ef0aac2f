using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Builds the windows of a month from what is known of death, stays, consent, coverage and visits.</summary>
internal static class MonthWindows
{
    public static TimeWindows Of(CaseFacts facts)
    {
        var month = facts.Days;
        var consent = facts.Consent;
        var closed = default(List<(string, IntervalSet)>?);
        if (facts.Record.DiedAt is { } died)
            Close(ref closed, Reasons.AfterDeath, month.Clip(died.LatestTicks(month.Zone), month.Interval.EndTicks));
        if (!facts.Record.Stays.IsEmpty)
            Close(ref closed, Reasons.Stay, StayTimes(facts));
        if (!consent.InForce.IsEmpty && !ReferenceEquals(consent.InForce, month.Whole))
        {
            Close(ref closed, Reasons.BeforeConsent, month.Clip(month.Interval.StartTicks, consent.InForce.StartTicks));
            Close(ref closed, Reasons.AfterWithdrawal, month.Clip(consent.InForce.StartTicks, month.Interval.EndTicks).Except(consent.InForce));
        }

        if (!ReferenceEquals(facts.Coverage.Covered, month.Whole))
            Close(ref closed, Reasons.NoCoverage, month.Whole.Except(facts.Coverage.Covered));
        return new TimeWindows(month, closed?.ToArray() ?? [], Visits(facts), VisitDays(facts));
    }

    /// <summary>Instants of the month inside the stay; a stay without an admission stops no second, it holds the month.</summary>
    public static IntervalSet StayTime(Stay stay, MonthDays month) => stay.Start is { } start
        ? month.Clip(start.EarliestTicks(month.Zone), stay.End?.LatestTicks(month.Zone) ?? month.Interval.EndTicks)
        : IntervalSet.Empty;

    /// <summary>A billed visit that names nobody: its time may be that of anybody. Empty for every other service.</summary>
    public static IntervalSet UnnamedVisit(CaseFacts facts, int index)
    {
        var service = facts.Record.OtherServices[index];
        if (!service.Participants.IsEmpty || service.Start is not { } start || service.Source.Type != "Encounter" || facts.Services.IsCcmFamily(index))
            return IntervalSet.Empty;
        var zone = facts.Zone;
        return facts.Days.Clip(start.EarliestTicks(zone), service.End?.LatestTicks(zone) ?? zone.StartTicksOf(start.LastDay(zone).AddDays(1)));
    }

    /// <summary>Instants of the days on which the participant had the visit, where its hours are not known; null where they are.</summary>
    public static IntervalSet? UntimedVisit(CaseFacts facts, int index, Performer participant)
    {
        var service = facts.Record.OtherServices[index];
        if (service.Start is not { } start || VisitTime(service, participant) is not null || facts.Services.IsCcmFamily(index))
            return null;
        var zone = facts.Zone;
        return facts.Days.Clip(zone.StartTicksOf(start.FirstDay(zone)), zone.StartTicksOf((service.End ?? start).LastDay(zone).AddDays(1)));
    }

    private static void Close(ref List<(string, IntervalSet)>? closed, string reason, IntervalSet when)
    {
        if (!when.IsEmpty)
            (closed ??= []).Add((reason, when));
    }

    private static IntervalSet StayTimes(CaseFacts facts)
    {
        var inside = IntervalSet.Empty;
        foreach (var stay in facts.Record.Stays)
        {
            if (stay.Kind != StayKind.Hospice)
                inside = inside.Union(StayTime(stay, facts.Days));
        }

        return inside;
    }

    private static TimeByPerson? Visits(CaseFacts facts)
    {
        var visits = default(TimeByPerson?);
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (facts.Services.IsCcmFamily(i))
                continue;
            foreach (var participant in services[i].Participants)
            {
                if (VisitTime(services[i], participant) is { } time && time.Overlaps(facts.Days.Interval) && TouchesAnEntry(time, facts.Record))
                    (visits ??= new TimeByPerson()).Add(participant.Who, IntervalSet.Of(time));
            }

            if (!services[i].Encounters.IsEmpty)
                AddBilledEntries(ref visits, services[i], facts);
            if (BillVisits.IsOfMonth(facts, i))
                AddBill(ref visits, facts, i);
        }

        return visits;
    }

    // A visit beside which nobody worked takes no second away, and is mostly on another day.
    private static bool TouchesAnEntry(Interval time, PatientRecord record)
    {
        foreach (var entry in record.TimeEntries)
        {
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i).Span.Interval is { } interval && interval.Overlaps(time))
                    return true;
            }
        }

        return false;
    }

    private static void AddBilledEntries(ref TimeByPerson? visits, OtherService bill, CaseFacts facts)
    {
        foreach (var entry in facts.Record.TimeEntries)
        {
            if (!BillVisits.Bills(bill, entry))
                continue;
            for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
            {
                if (PerformerSpan.Of(entry, i) is { Who: { } who, Span.Interval: { } time } && time.Overlaps(facts.Days.Interval))
                    (visits ??= new TimeByPerson()).Add(who, IntervalSet.Of(time));
            }
        }
    }

    private static void AddBill(ref TimeByPerson? visits, CaseFacts facts, int index)
    {
        foreach (var performer in facts.Record.OtherServices[index].Performers)
        {
            if (BillVisits.TimeOf(facts, index, performer) is { } time)
                (visits ??= new TimeByPerson()).Add(performer, IntervalSet.Of(time));
        }
    }

    private static IntervalSet VisitDays(CaseFacts facts)
    {
        if (!facts.Tenant.Policy.StrictSameDayVisit || facts.Practitioner.Billing is not { } billing)
            return IntervalSet.Empty;
        var days = IntervalSet.Empty;
        var services = facts.Record.OtherServices;
        for (var i = 0; i < services.Length; i++)
        {
            if (!facts.Services.IsCcmFamily(i) && (!services[i].Participants.IsEmpty || facts.Services.IsInitiatingVisit(i))
                && services[i].IsBy(billing) && services[i].Start?.FirstDay(facts.Zone) is { } day && facts.Days.Contains(day))
            {
                days = days.Union(IntervalSet.Of(facts.Zone.Day(day)));
            }
        }

        return days;
    }

    /// <summary>When the participant had the visit; null where its hours are not known.</summary>
    public static Interval? VisitTime(OtherService service, Performer participant)
    {
        // Where length and period of a visit differ the longer is the visit's: what is taken out must not be too little.
        if (participant.OwnSpan is { Interval: { } own, LengthDisagrees: false })
            return own;
        return service.Start?.Instant is { } start && service.End?.Instant is { } end && start <= end ? new Interval(start, end) : null;
    }
}
