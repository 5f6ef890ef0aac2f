using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Counts every instant of every entry of the month once, or excludes it with a reason (DESIGN §4). Entries go by start and then by
/// source, so that the order of the record's lists decides nothing.
/// </summary>
internal sealed class TimeLedgerBuilder(TenantPolicy policy, string? billingPerson, TimeWindows windows)
{
    private readonly Dictionary<string, IntervalSet> _counted = [];
    private readonly Dictionary<string, IntervalSet> _otherPrograms = [];
    private readonly Dictionary<string, IntervalSet> _neverCountable = [];
    private readonly List<IntervalSet> _doubtful = [];
    private readonly List<IntervalSet> _doubtfulPractitioner = [];
    private long _splitStaffTicks;
    private long _splitPractitionerTicks;

    public MonthTime Build(IEnumerable<TimeEntry> entries)
    {
        var opened = entries.Select(entry => (Entry: entry, Spans: PerformerSpan.Of(entry)))
            .Select(pair => (pair.Spans, Tally: Open(pair.Entry, pair.Spans)))
            .Where(static pair => pair.Tally is not null)
            .OrderBy(static pair => pair.Tally!.Footprint.Hull?.Start ?? DateTimeOffset.MaxValue)
            .ThenBy(static pair => pair.Tally!.Entry.Source)
            .ToArray();
        foreach (var (spans, tally) in opened)
            NoteOtherWork(tally!.Entry, spans);
        foreach (var (spans, tally) in opened)
            CountEntry(tally!, spans);

        var tallies = opened.Select(static pair => pair.Tally!).ToArray();
        var parallel = new ParallelCount(policy.ParallelStaff);
        parallel.CountOnce(tallies);
        foreach (var tally in tallies)
            tally.Close();
        return new MonthTime
        {
            Entries = tallies,
            ByPerson = _counted,
            StaffTicks = tallies.Sum(static tally => tally.Staff.Ticks),
            PractitionerTicks = tallies.Sum(static tally => tally.Practitioner.Ticks),
            DoubtfulTicks = _doubtful.Count == 0 ? 0 : IntervalSet.UnionOf(_doubtful).Except(parallel.Everything).Ticks,
            DoubtfulPractitionerTicks = _doubtfulPractitioner.Count == 0 ? 0 : IntervalSet.UnionOf(_doubtfulPractitioner).Except(parallel.Everything).Ticks,
            SplitStaffTicks = _splitStaffTicks,
            SplitPractitionerTicks = _splitPractitionerTicks,
            ParallelTicks = parallel.LostTicks,
        };
    }

    private EntryTally? Open(TimeEntry entry, PerformerSpan[] spans)
    {
        var whole = IntervalSet.Of(spans.Where(static span => span.Span.Interval is not null).Select(static span => span.Span.Interval!.Value));
        var footprint = whole.Intersect(windows.Month);
        var problem = Array.Find(spans, static span => span.Span.Problem != SpanProblem.None && span.Who is not { Role: PerformerRole.NonClinicalStaff });
        var disagrees = Array.Exists(spans, static span => span.Span.LengthDisagrees);
        if (!footprint.IsEmpty)
            return new EntryTally(entry, footprint) { LengthDisagrees = disagrees, SpanReason = problem.Span is null ? null : Reasons.Of(problem.Span.Problem) };
        if (whole.IsEmpty && disagrees && Array.Exists(spans, span => span.Span.Interval is { } nothing && windows.Month.Contains(nothing.Start)))
            return new EntryTally(entry, IntervalSet.Empty) { LengthDisagrees = true };
        if (problem.Span is null)
            problem = Array.Find(spans, static span => span.Span.Problem != SpanProblem.None);
        if (!whole.IsEmpty || problem.Span is null || !MayTouchMonth(problem.Span.Near))
            return null;
        return new EntryTally(entry, IntervalSet.Empty) { SpanReason = Reasons.Of(problem.Span.Problem) };
    }

    // An entry of which not even a day is known may belong to this month.
    private bool MayTouchMonth(DateOnly? near) => near is null || windows.Touches(near.Value);

    // What a person did for another programme, or of a kind that never counts, is not care management at the same moment.
    private void NoteOtherWork(TimeEntry entry, PerformerSpan[] spans)
    {
        var otherProgram = entry.Program != CcmActivities.CcmProgram;
        if (!otherProgram && CcmActivities.Standing(entry.Activity, policy) != ActivityStanding.NeverCountable)
            return;
        foreach (var span in spans)
        {
            if (span is { Who: not null, Span.Interval: { } interval })
                Add(otherProgram ? _otherPrograms : _neverCountable, span.Who.Person, IntervalSet.Of(interval));
        }
    }

    private void CountEntry(EntryTally tally, PerformerSpan[] spans)
    {
        var activity = CcmActivities.Standing(tally.Entry.Activity, policy);
        if (tally.Entry.Program != CcmActivities.CcmProgram)
        {
            tally.Exclude(Reasons.Program, tally.Footprint);
            return;
        }

        if (activity == ActivityStanding.NeverCountable)
        {
            tally.Exclude(Reasons.Activity, tally.Footprint);
            return;
        }

        var staffHere = Array.Exists(spans, span => IsStaff(span.Who));
        foreach (var span in spans)
        {
            if (span.Span.Interval is { } interval)
                CountPerformer(tally, span, interval, staffHere, activity);
        }

        // The practitioner's own period on an entry shared with staff is practitioner time; the rest of it is staff time, once.
        tally.Staff = tally.Staff.Except(tally.Practitioner);
    }

    private void CountPerformer(EntryTally tally, PerformerSpan span, Interval interval, bool staffHere, ActivityStanding activity)
    {
        var left = IntervalSet.Of(interval).Intersect(windows.Month);
        if (span.Who is { Role: PerformerRole.NonClinicalStaff })
        {
            tally.Exclude(Reasons.NonClinical, left);
            return;
        }

        var isPractitioner = IsBillingPractitioner(span.Who) && (span.Own || !staffHere);
        left = Close(tally, left, span.Who, isPractitioner);
        var doubt = Doubt(span, interval, activity);
        if (doubt is not null)
        {
            tally.Exclude(doubt, left);
            if (!left.IsEmpty)
                _doubtful.Add(left);
            if (!left.IsEmpty && (span.Who is null || isPractitioner))
                _doubtfulPractitioner.Add(left);
            return;
        }

        var person = span.Who!.Person;
        if (_counted.TryGetValue(person, out var earlier))
            left = Take(tally, left, Reasons.OwnOverlap, earlier);
        Add(_counted, person, left);
        var lost = ElsewhereSplit.LostTo(left, person, tally.Entry.Elsewhere);
        if (isPractitioner)
            _splitPractitionerTicks += lost.Ticks;
        else
            _splitStaffTicks += lost.Ticks;
        left = Take(tally, left, Reasons.StaffElsewhere, lost);
        if (isPractitioner)
        {
            tally.Practitioner = tally.Practitioner.Union(left);
            return;
        }

        tally.Staff = tally.Staff.Union(left);
        tally.OtherPractitioner |= !left.IsEmpty && span.Who.Role == PerformerRole.Practitioner && !IsBillingPractitioner(span.Who);
    }

    private IntervalSet Close(EntryTally tally, IntervalSet left, PractitionerIdentity? who, bool isPractitioner)
    {
        foreach (var (reason, when) in windows.Closed)
            left = Take(tally, left, reason, when);
        if (!isPractitioner)
            left = Take(tally, left, Reasons.SameDayVisit, windows.VisitDays);
        if (who is null)
            return left;
        if (windows.VisitsByPerson.TryGetValue(who.Person, out var visits))
            left = Take(tally, left, Reasons.BilledVisit, visits);
        if (_neverCountable.TryGetValue(who.Person, out var idle))
            left = Take(tally, left, Reasons.Activity, idle);
        return _otherPrograms.TryGetValue(who.Person, out var other) ? Take(tally, left, Reasons.Program, other) : left;
    }

    private string? Doubt(PerformerSpan span, Interval interval, ActivityStanding activity)
    {
        if (interval.Duration > TimeSpan.FromMinutes(policy.LongestEntryMinutes))
            return Reasons.TooLong;
        if (activity == ActivityStanding.Unknown)
            return Reasons.UnknownActivity;
        return span.Who is null or { Role: PerformerRole.Unknown } ? Reasons.UnknownPerformer : null;
    }

    private bool IsBillingPractitioner(PractitionerIdentity? who) =>
        who is { Role: PerformerRole.Practitioner } && billingPerson is not null && who.Person == billingPerson;

    private bool IsStaff(PractitionerIdentity? who) => who is { Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner } && !IsBillingPractitioner(who);

    private static IntervalSet Take(EntryTally tally, IntervalSet from, string reason, IntervalSet when)
    {
        if (when.IsEmpty || !from.Overlaps(when))
            return from;
        tally.Exclude(reason, from.Intersect(when));
        return from.Except(when);
    }

    private static void Add(Dictionary<string, IntervalSet> sets, string person, IntervalSet more) =>
        sets[person] = sets.TryGetValue(person, out var known) ? known.Union(more) : more;
}
