using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Two people with one patient at the same moment count once (DESIGN §4, policy <c>parallelStaff</c>). Staff time goes first: more staff
/// time never lowers staff time.
/// </summary>
internal sealed class ParallelCount(ParallelStaffPolicy policy)
{
    private readonly Dictionary<string, IntervalSet>? _byActivity = policy == ParallelStaffPolicy.Flag ? new(StringComparer.Ordinal) : null;

    // Times that each begin after every earlier one has ended overlap none, so they are only joined where one does not.
    private readonly List<IntervalSet> _apart = new(4);
    private IntervalSet _joined = IntervalSet.Empty;
    private long _end = long.MinValue;

    /// <summary>Every counted instant.</summary>
    public IntervalSet Everything
    {
        get
        {
            if (_apart.Count > 0)
            {
                _apart.Add(_joined);
                _joined = IntervalSet.UnionOf(_apart);
                _apart.Clear();
            }

            return _joined;
        }
    }

    public long LostTicks { get; private set; }

    public void CountOnce(ReadOnlySpan<EntryTally> tallies)
    {
        foreach (var tally in tallies)
            tally.Staff = Count(tally, tally.Staff);
        foreach (var tally in tallies)
            tally.Practitioner = Count(tally, tally.Practitioner);
    }

    private IntervalSet Count(EntryTally tally, IntervalSet time)
    {
        if (time.IsEmpty)
            return time;
        if (_byActivity is not null)
            return CountBeside(tally, time, _byActivity);
        if (time.StartTicks < _end)
        {
            var kept = time.Except(Everything);
            LostTicks += time.Ticks - kept.Ticks;
            time = kept;
        }

        Keep(time);
        return time;
    }

    private IntervalSet CountBeside(EntryTally tally, IntervalSet time, Dictionary<string, IntervalSet> byActivity)
    {
        var sameWork = byActivity.GetValueOrDefault(tally.Entry.Activity, IntervalSet.Empty);
        var kept = time.Except(sameWork);
        LostTicks += time.Ticks - kept.Ticks;
        tally.CountedBeside |= kept.Overlaps(Everything);
        byActivity[tally.Entry.Activity] = sameWork.Union(kept);
        Keep(kept);
        return kept;
    }

    private void Keep(IntervalSet time)
    {
        if (time.IsEmpty)
            return;
        _apart.Add(time);
        _end = Math.Max(_end, time.EndTicks);
    }
}
