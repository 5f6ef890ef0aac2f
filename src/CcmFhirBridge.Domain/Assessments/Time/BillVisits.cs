using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Visits of which no Encounter tells that they are billed: a Claim, ChargeItem or Procedure mostly knows the day alone. Only listed visits
/// are looked at, because most of what else is billed takes no time of whom the bill names.
/// </summary>
internal static class BillVisits
{
    /// <summary>The bill says that the entry's own Encounter is what it bills; such an entry is a visit, not care management (DESIGN §4).</summary>
    public static bool Bills(OtherService service, TimeEntry entry) => !service.IsOurs && Names(service, entry.Source);

    /// <summary>The visit's hours, where the bill tells them and whoever is asked for certainly held it; else null.</summary>
    public static Interval? TimeOf(CaseFacts facts, int index, PractitionerIdentity who)
    {
        var service = facts.Record.OtherServices[index];
        return service.IsVisitOf(who) && Hours(service, facts) is { } hours && IsKnownByBillAlone(facts, index, who) ? hours : null;
    }

    /// <summary>Instants of the month in which the person whom the bill names may have held the visit; null where its hours are known for certain.</summary>
    public static IntervalSet? Doubted(CaseFacts facts, int index, PractitionerIdentity who)
    {
        if (!IsOfMonth(facts, index) || !IsKnownByBillAlone(facts, index, who))
            return null;
        var service = facts.Record.OtherServices[index];
        if (Hours(service, facts) is not { } hours)
            return Days(service, facts);
        return service.IsVisitOf(who) ? null : facts.Days.Clip(hours.StartTicks, hours.EndTicks);
    }

    /// <summary>A listed visit that another bill than ours dates in the month.</summary>
    public static bool IsOfMonth(CaseFacts facts, int index)
    {
        var service = facts.Record.OtherServices[index];
        return service is { IsOurs: false, Source.Type: not "Encounter", Start: { } start } && facts.Services.IsInitiatingVisit(index)
            && start.FirstDay(facts.Zone) <= facts.Days.Last && (service.End ?? start).LastDay(facts.Zone) >= facts.Days.First;
    }

    // What a bill says of its hours is believed like what an entry does.
    private static Interval? Hours(OtherService service, CaseFacts facts) => service.Start?.Instant is { } start && service.End?.Instant is { } end
        && start < end && end - start <= TimeSpan.FromMinutes(facts.Tenant.Policy.LongestEntryMinutes) ? new Interval(start, end) : null;

    private static IntervalSet Days(OtherService service, CaseFacts facts)
    {
        var zone = facts.Zone;
        var start = service.Start!.Value;
        return facts.Days.Clip(zone.StartTicksOf(start.FirstDay(zone)), zone.StartTicksOf((service.End ?? start).LastDay(zone).AddDays(1)));
    }

    // An Encounter that the bill names, or a billed one of the same person on these days with its hours, is the visit itself.
    private static bool IsKnownByBillAlone(CaseFacts facts, int index, PractitionerIdentity who)
    {
        var bill = facts.Record.OtherServices[index];
        var days = Days(bill, facts);
        foreach (var other in facts.Record.OtherServices)
        {
            if (other.Participants.IsEmpty)
                continue;
            if (Names(bill, other.Source))
                return false;
            foreach (var participant in other.Participants)
            {
                if (participant.Who.IsSamePerson(who) && MonthWindows.VisitTime(other, participant) is { } time && days.Overlaps(time))
                    return false;
            }
        }

        foreach (var entry in facts.Record.TimeEntries)
        {
            if (Names(bill, entry.Source))
                return false;
        }

        return true;
    }

    private static bool Names(OtherService bill, SourceReference encounter)
    {
        foreach (var named in bill.Encounters)
        {
            if (named == encounter.Id)
                return encounter.Type == "Encounter";
        }

        return false;
    }
}
