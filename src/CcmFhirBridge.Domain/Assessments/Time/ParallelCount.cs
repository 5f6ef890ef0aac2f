using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Two people with one patient at the same moment count once (DESIGN §4, policy <c>parallelStaff</c>). Staff time goes first: more staff
/// time never lowers staff time.
/// </summary>
internal struct ParallelCount(ParallelStaffPolicy policy)
{
    private readonly Dictionary<string, IntervalSet>? _byActivity = policy == ParallelStaffPolicy.Flag ? new(StringComparer.Ordinal) : null;

    // Times that each begin after every earlier one has ended overlap none: they are joined only where one does not.
    private IntervalSet? _joined;
    private long _end = long.MinValue;

    /// <summary>Staff time that was not counted because it was somebody else's too.</summary>
    public long LostStaffTicks { get; private set; }

    /// <summary>The same of the billing practitioner's time.</summary>
    public long LostPractitionerTicks { get; private set; }

    public void CountOnce(ReadOnlySpan<EntryTally> tallies)
    {
        for (var i = 0; i < tallies.Length; i++)
        {
            if (tallies[i].Staff is { IsEmpty: false } staff)
            {
                tallies[i].Staff = Count(tallies[i], staff, tallies[..i], []);
                LostStaffTicks += staff.Ticks - tallies[i].Staff.Ticks;
            }
        }

        for (var i = 0; i < tallies.Length; i++)
        {
            if (tallies[i].Practitioner is { IsEmpty: false } practitioner)
            {
                tallies[i].Practitioner = Count(tallies[i], practitioner, tallies, tallies[..i]);
                LostPractitionerTicks += practitioner.Ticks - tallies[i].Practitioner.Ticks;
            }
        }
    }

    /// <summary>Every counted instant.</summary>
    public static IntervalSet EverythingOf(ReadOnlySpan<EntryTally> tallies) => Join(tallies, tallies);

    private IntervalSet Count(EntryTally tally, IntervalSet time, ReadOnlySpan<EntryTally> staff, ReadOnlySpan<EntryTally> practitioner)
    {
        var kept = time;
        if (_byActivity is not null)
        {
            kept = CountBeside(tally, time, _joined ??= Join(staff, practitioner), _byActivity);
        }
        else if (time.StartTicks < _end)
        {
            kept = time.Except(_joined ??= Join(staff, practitioner));
        }

        _joined = _joined?.Union(kept);
        if (!kept.IsEmpty)
            _end = Math.Max(_end, kept.EndTicks);
        return kept;
    }

    private IntervalSet CountBeside(EntryTally tally, IntervalSet time, IntervalSet everything, Dictionary<string, IntervalSet> byActivity)
    {
        var sameWork = byActivity.GetValueOrDefault(tally.Entry.Activity, IntervalSet.Empty);
        var kept = time.Except(sameWork);
        tally.CountedBeside |= kept.Overlaps(everything);
        byActivity[tally.Entry.Activity] = sameWork.Union(kept);
        return kept;
    }

    private static IntervalSet Join(ReadOnlySpan<EntryTally> staff, ReadOnlySpan<EntryTally> practitioner)
    {
        var joined = IntervalSet.Empty;
        foreach (var tally in staff)
            joined = joined.Union(tally.Staff);
        foreach (var tally in practitioner)
            joined = joined.Union(tally.Practitioner);
        return joined;
    }
}
