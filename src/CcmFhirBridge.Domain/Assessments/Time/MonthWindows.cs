using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Builds the windows of a month from what is known of death, stays, consent, coverage and visits.</summary>
internal sealed class MonthWindows(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month)
{
    private readonly PracticeTimeZone _zone = tenant.TimeZone;
    private readonly Interval _month = tenant.TimeZone.Month(month);

    public TimeWindows Build(ConsentFacts consent, CoverageFacts coverage, PractitionerIdentity? billing)
    {
        var whole = IntervalSet.Of(_month);
        var closed = new List<(string, IntervalSet)>();
        if (record.DiedAt is { } died)
            closed.Add((Reasons.AfterDeath, Clip(died.Latest(_zone), _month.End)));
        closed.Add((Reasons.Stay, IntervalSet.UnionOf(record.Stays.Where(static stay => stay.Kind != StayKind.Hospice).Select(StayTime))));
        if (!consent.InForce.IsEmpty)
        {
            var first = consent.InForce.Hull!.Value.Start;
            closed.Add((Reasons.BeforeConsent, Clip(_month.Start, first)));
            closed.Add((Reasons.AfterWithdrawal, Clip(first, _month.End).Except(consent.InForce)));
        }

        closed.Add((Reasons.NoCoverage, whole.Except(coverage.Covered)));
        closed.RemoveAll(static window => window.Item2.IsEmpty);
        return new TimeWindows(whole, closed, Visits(), VisitDays(billing), month);
    }

    /// <summary>Instants of the month inside the stay; a stay without an admission stops no second, it holds the month.</summary>
    public IntervalSet StayTime(Stay stay) => stay.Start is { } start
        ? Clip(start.Earliest(_zone), stay.End?.Latest(_zone) ?? _month.End)
        : IntervalSet.Empty;

    /// <summary>Billed visits that name nobody: their time may be that of anybody.</summary>
    public IEnumerable<(SourceReference Source, IntervalSet Time)> UnnamedVisits()
    {
        foreach (var service in record.OtherServices)
        {
            if (service.Source.Type != "Encounter" || !service.Participants.IsEmpty || service.Start is not { } start || IsCcmFamily(service))
                continue;
            var time = service.End is { } end ? Clip(start.Earliest(_zone), end.Latest(_zone)) : Clip(start.Earliest(_zone), _zone.StartOf(start.LastDay(_zone).AddDays(1)));
            if (!time.IsEmpty)
                yield return (service.Source, time);
        }
    }

    /// <summary>Days on which a person had a billed visit of unknown hours.</summary>
    public IEnumerable<(SourceReference Source, string Person, IntervalSet Day)> UntimedVisits()
    {
        foreach (var service in record.OtherServices)
        {
            if (service.Participants.IsEmpty || service.Start is not { } start || IsCcmFamily(service))
                continue;
            foreach (var participant in service.Participants.Where(participant => VisitTime(service, participant) is null))
                yield return (service.Source, participant.Who.Person, Clip(_zone.StartOf(start.FirstDay(_zone)), _zone.StartOf((service.End ?? start).LastDay(_zone).AddDays(1))));
        }
    }

    private Dictionary<string, IntervalSet> Visits()
    {
        var visits = new Dictionary<string, IntervalSet>();
        foreach (var service in record.OtherServices)
        {
            if (service.Participants.IsEmpty || IsCcmFamily(service))
                continue;
            foreach (var participant in service.Participants)
            {
                if (VisitTime(service, participant) is not { } time || !time.Overlaps(_month))
                    continue;
                var set = IntervalSet.Of(time);
                visits[participant.Who.Person] = visits.TryGetValue(participant.Who.Person, out var known) ? known.Union(set) : set;
            }
        }

        return visits;
    }

    private IntervalSet VisitDays(PractitionerIdentity? billing)
    {
        if (!tenant.Policy.StrictSameDayVisit || billing is null)
            return IntervalSet.Empty;
        return IntervalSet.Of(record.OtherServices
            .Where(service => !IsCcmFamily(service) && IsVisit(service) && service.IsBy(billing.Person) && service.Start is not null && month.Contains(service.Start.Value.FirstDay(_zone)))
            .Select(service => _zone.Day(service.Start!.Value.FirstDay(_zone))));
    }

    private bool IsVisit(OtherService service) => !service.Participants.IsEmpty || rules?.InitiatingVisitCodes.Contains(service.Code) == true;

    // A CCM code on an Encounter is a label, not another bill (DESIGN §4).
    private bool IsCcmFamily(OtherService service) => rules?.CcmFamilyCodes.Contains(service.Code) == true;

    private static Interval? VisitTime(OtherService service, Performer participant)
    {
        // Where length and period of a visit differ the longer is the visit's: what is taken out must not be too little.
        if (participant.OwnSpan is { Interval: { } own, LengthDisagrees: false })
            return own;
        return service.Start?.Instant is { } start && service.End?.Instant is { } end && start <= end ? new Interval(start, end) : null;
    }

    private IntervalSet Clip(DateTimeOffset start, DateTimeOffset end)
    {
        var from = start > _month.Start ? start : _month.Start;
        var to = end < _month.End ? end : _month.End;
        return from < to ? IntervalSet.Of(new Interval(from, to)) : IntervalSet.Empty;
    }
}
