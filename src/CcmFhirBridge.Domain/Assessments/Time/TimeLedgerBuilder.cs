using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Counts every instant of every entry of the month once, or excludes it with a reason (DESIGN §4). Entries go by start and then by
/// source, so that the order of the record's lists decides nothing.
/// </summary>
internal struct TimeLedgerBuilder(TenantPolicy policy, PractitionerIdentity? billing, TimeWindows windows)
{
    private readonly TimeByPerson _counted = new();
    private TimeByPerson? _otherPrograms;
    private TimeByPerson? _neverCountable;
    private List<IntervalSet>? _doubtful;
    private List<IntervalSet>? _doubtfulPractitioner;
    private long _splitStaffTicks;
    private long _splitPractitionerTicks;

    public MonthTime Build(ImmutableArray<TimeEntry> entries)
    {
        var tallies = OpenAll(entries);
        if (tallies.Length == 0)
            return MonthTime.Nothing;
        foreach (var tally in tallies)
            NoteOtherWork(tally);
        foreach (var tally in tallies)
            CountEntry(tally);

        var parallel = new ParallelCount(policy.ParallelStaff);
        parallel.CountOnce(tallies);
        long staff = 0, practitioner = 0;
        bool excluded = false, uncountedSpans = false;
        foreach (var tally in tallies)
        {
            tally.Close();
            staff += tally.Staff.Ticks;
            practitioner += tally.Practitioner.Ticks;
            excluded |= !tally.ExcludedTicks.IsEmpty;
            uncountedSpans |= tally.SpanReason is not null;
        }

        return new CountedTime(tallies, _counted)
        {
            StaffTicks = staff,
            PractitionerTicks = practitioner,
            DoubtfulTicks = NotCovered(_doubtful, tallies),
            DoubtfulPractitionerTicks = NotCovered(_doubtfulPractitioner, tallies),
            SplitStaffTicks = _splitStaffTicks,
            SplitPractitionerTicks = _splitPractitionerTicks,
            ParallelStaffTicks = parallel.LostStaffTicks,
            ParallelPractitionerTicks = parallel.LostPractitionerTicks,
            HasUncountedSpans = uncountedSpans,
            HasExcluded = excluded,
        };
    }

    private static long NotCovered(List<IntervalSet>? doubtful, EntryTally[] tallies) =>
        doubtful is null ? 0 : IntervalSet.UnionOf(doubtful).Except(ParallelCount.EverythingOf(tallies)).Ticks;

    private EntryTally[] OpenAll(ImmutableArray<TimeEntry> entries)
    {
        var first = default(FirstTallies);
        List<EntryTally>? further = null;
        var count = 0;
        foreach (var entry in entries)
        {
            if (Open(entry) is not { } tally)
                continue;
            if (count < FirstTallies.Length)
                first[count] = tally;
            else
                (further ??= []).Add(tally);
            count++;
        }

        if (count == 0)
            return [];
        var opened = new EntryTally[count];
        for (var i = 0; i < count && i < FirstTallies.Length; i++)
            opened[i] = first[i];
        further?.CopyTo(opened, FirstTallies.Length);
        Array.Sort(opened, Order);
        return opened;
    }

    private static int Order(EntryTally left, EntryTally right)
    {
        var leftStart = left.Footprint.IsEmpty ? long.MaxValue : left.Footprint.StartTicks;
        var rightStart = right.Footprint.IsEmpty ? long.MaxValue : right.Footprint.StartTicks;
        return leftStart == rightStart ? left.Entry.Source.CompareTo(right.Entry.Source) : leftStart.CompareTo(rightStart);
    }

    private EntryTally? Open(TimeEntry entry)
    {
        var footprint = IntervalSet.Empty;
        var anyTime = false;
        var disagrees = false;
        var disagreesHere = false;
        var problem = SpanProblem.None;
        EntrySpan? near = null;
        var ofOthers = true;
        for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
        {
            var (who, span, _) = PerformerSpan.Of(entry, i);
            disagrees |= span.LengthDisagrees;
            if (span.Interval is { } interval)
            {
                anyTime |= !interval.IsEmpty;
                disagreesHere |= windows.Month.Interval.Contains(interval.Start);
                footprint = footprint.Union(InMonth(interval));
            }

            // What somebody who may count did goes before what others did.
            if (span.Problem != SpanProblem.None && ofOthers && (who is not { Role: PerformerRole.NonClinicalStaff } || near is null))
            {
                ofOthers = who is { Role: PerformerRole.NonClinicalStaff };
                (problem, near) = (span.Problem, span);
            }
        }

        if (!footprint.IsEmpty)
            return new EntryTally(entry, footprint, policy) { LengthDisagrees = disagrees, SpanReason = near is null || ofOthers ? null : Reasons.Of(problem) };
        if (!anyTime && disagrees && disagreesHere)
            return new EntryTally(entry, IntervalSet.Empty, policy) { LengthDisagrees = true };
        return anyTime || near is null || !MayTouchMonth(near.Near) ? null : new EntryTally(entry, IntervalSet.Empty, policy) { SpanReason = Reasons.Of(problem) };
    }

    private IntervalSet InMonth(Interval interval) => windows.Month.Interval.Covers(interval)
        ? IntervalSet.Of(interval)
        : interval.Overlaps(windows.Month.Interval) ? IntervalSet.Of(interval).Intersect(windows.Month.Whole) : IntervalSet.Empty;

    // An entry of which not even a day is known may belong to this month.
    private bool MayTouchMonth(DateOnly? near) => near is null || windows.Month.Contains(near.Value);

    // What a person did for another programme, or of a kind that never counts, is not care management at the same moment.
    private void NoteOtherWork(EntryTally tally)
    {
        if (tally.IsOfProgram && tally.Activity != ActivityStanding.NeverCountable)
            return;
        for (var i = 0; i < PerformerSpan.CountOf(tally.Entry); i++)
        {
            if (PerformerSpan.Of(tally.Entry, i) is { Who: { } who, Span.Interval: { } interval })
                (tally.IsOfProgram ? _neverCountable ??= new TimeByPerson() : _otherPrograms ??= new TimeByPerson()).Add(who, IntervalSet.Of(interval));
        }
    }

    private void CountEntry(EntryTally tally)
    {
        var entry = tally.Entry;
        if (!tally.IsOfProgram)
        {
            tally.Exclude(Reasons.Program, tally.Footprint);
            return;
        }

        if (tally.Activity == ActivityStanding.NeverCountable)
        {
            tally.Exclude(Reasons.Activity, tally.Footprint);
            return;
        }

        for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
        {
            var span = PerformerSpan.Of(entry, i);
            if (span.Span.Interval is { } interval)
                CountPerformer(tally, span, interval);
        }

        // The practitioner's own period on an entry shared with staff is practitioner time; the rest of it is staff time, once.
        tally.Staff = tally.Staff.Except(tally.Practitioner);
    }

    private void CountPerformer(EntryTally tally, PerformerSpan span, Interval interval)
    {
        // The sole worker's time is the entry's own: the same set, not an equal one.
        var left = tally.Entry.Performers.Length <= 1 ? tally.Footprint : InMonth(interval);
        if (span.Who is { Role: PerformerRole.NonClinicalStaff })
        {
            tally.Exclude(Reasons.NonClinical, left);
            return;
        }

        var isPractitioner = IsBillingPractitioner(span.Who) && (span.Own || !AnyStaff(tally.Entry.Performers));
        left = Close(tally, left, span.Who, isPractitioner);
        var doubt = Doubt(span, interval, tally.Activity);
        if (doubt is not null)
        {
            tally.Exclude(doubt, left);
            if (!left.IsEmpty)
                (_doubtful ??= []).Add(left);
            if (!left.IsEmpty && (span.Who is null || isPractitioner))
                (_doubtfulPractitioner ??= []).Add(left);
            return;
        }

        var person = span.Who!;
        if (_counted.Overlaps(person, left))
            left = Take(tally, left, Reasons.OwnOverlap, _counted.Of(person));
        _counted.Add(person, left);
        var lost = tally.Entry.Elsewhere.IsEmpty ? IntervalSet.Empty : ElsewhereSplit.LostTo(left, person, tally.Entry.Elsewhere);
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
        tally.OtherPractitioner |= !left.IsEmpty && person.Role == PerformerRole.Practitioner && !IsBillingPractitioner(person);
    }

    private IntervalSet Close(EntryTally tally, IntervalSet left, PractitionerIdentity? who, bool isPractitioner)
    {
        foreach (var (reason, when) in windows.Closed)
            left = Take(tally, left, reason, when);
        if (!isPractitioner)
            left = Take(tally, left, Reasons.SameDayVisit, windows.VisitDays);
        if (who is null)
            return left;
        left = TakeOf(tally, left, Reasons.BilledVisit, windows.VisitsByPerson, who);
        left = TakeOf(tally, left, Reasons.Activity, _neverCountable, who);
        return TakeOf(tally, left, Reasons.Program, _otherPrograms, who);
    }

    private string? Doubt(PerformerSpan span, Interval interval, ActivityStanding activity)
    {
        if (interval.Ticks > policy.LongestEntryMinutes * TimeSpan.TicksPerMinute)
            return Reasons.TooLong;
        if (activity == ActivityStanding.Unknown)
            return Reasons.UnknownActivity;
        return span.Who is null or { Role: PerformerRole.Unknown } ? Reasons.UnknownPerformer : null;
    }

    private bool IsBillingPractitioner(PractitionerIdentity? who) =>
        who is { Role: PerformerRole.Practitioner } && billing is not null && who.IsSamePerson(billing);

    private bool IsStaff(PractitionerIdentity? who) => who is { Role: PerformerRole.ClinicalStaff or PerformerRole.Practitioner } && !IsBillingPractitioner(who);

    private bool AnyStaff(ImmutableArray<Performer> performers)
    {
        foreach (var performer in performers)
        {
            if (IsStaff(performer.Who))
                return true;
        }

        return false;
    }

    private static IntervalSet TakeOf(EntryTally tally, IntervalSet from, string reason, TimeByPerson? times, PractitionerIdentity who) =>
        times is null ? from : Take(tally, from, reason, times.Of(who));

    private static IntervalSet Take(EntryTally tally, IntervalSet from, string reason, IntervalSet when)
    {
        if (!from.Overlaps(when))
            return from;
        tally.Exclude(reason, from.Intersect(when));
        return from.Except(when);
    }

    // Most months have no more entries than these, and need no list before their number is known.
    [InlineArray(Length)]
    private struct FirstTallies
    {
        public const int Length = 8;

        private EntryTally _first;
    }
}
