using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// Two people with one patient at the same moment count once (DESIGN §4, policy <c>parallelStaff</c>). Staff time goes first: more staff
/// time never lowers staff time.
/// </summary>
internal sealed class ParallelCount(ParallelStaffPolicy policy)
{
    private readonly Dictionary<string, IntervalSet> _byActivity = [];

    /// <summary>Every counted instant.</summary>
    public IntervalSet Everything { get; private set; } = IntervalSet.Empty;

    public long LostTicks { get; private set; }

    public void CountOnce(IReadOnlyList<EntryTally> tallies)
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
        var sameWork = _byActivity.GetValueOrDefault(tally.Entry.Activity, IntervalSet.Empty);
        var taken = policy == ParallelStaffPolicy.Flag ? sameWork : Everything;
        var kept = time.Except(taken);
        LostTicks += time.Ticks - kept.Ticks;
        tally.CountedBeside |= kept.Overlaps(Everything);
        _byActivity[tally.Entry.Activity] = sameWork.Union(kept);
        Everything = Everything.Union(kept);
        return kept;
    }
}
