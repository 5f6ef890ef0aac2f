using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>The month's entries with every instant counted or excluded, before any code is chosen.</summary>
internal sealed class MonthTime
{
    public required IReadOnlyList<EntryTally> Entries { get; init; }

    /// <summary>Instants of each person that were counted before looking at who else worked at that moment.</summary>
    public required IReadOnlyDictionary<string, IntervalSet> ByPerson { get; init; }

    public required long StaffTicks { get; init; }

    public required long PractitionerTicks { get; init; }

    /// <summary>Instants that could not be counted or excluded for certain and that nobody else's counted time covers.</summary>
    public required long DoubtfulTicks { get; init; }

    /// <summary>Of these, what may be the billing practitioner's own.</summary>
    public required long DoubtfulPractitionerTicks { get; init; }

    /// <summary>Staff time that the split over patients cost.</summary>
    public required long SplitStaffTicks { get; init; }

    /// <summary>The billing practitioner's time that the split over patients cost.</summary>
    public required long SplitPractitionerTicks { get; init; }

    /// <summary>Time of a second person at the same moment that was not counted.</summary>
    public required long ParallelTicks { get; init; }

    public bool HasUncountedSpans => Entries.Any(static entry => entry.SpanReason is not null);

    public IEnumerable<EntryTally> ExcludedFor(string reason) => Entries.Where(entry => entry.ExcludedTicks.GetValueOrDefault(reason) > 0);

    /// <summary>The instant at which <paramref name="seconds"/> of counted time have passed; null when they never do.</summary>
    public DateTimeOffset? ReachedAt(int seconds, bool staff, bool practitioner)
    {
        var edges = new List<(DateTimeOffset At, int Step)>();
        foreach (var entry in Entries)
        {
            if (staff)
                AddEdges(edges, entry.Staff);
            if (practitioner)
                AddEdges(edges, entry.Practitioner);
        }

        edges.Sort(static (left, right) => left.At.CompareTo(right.At));
        long left = seconds * TimeSpan.TicksPerSecond;
        var depth = 0;
        for (var i = 0; i < edges.Count; i++)
        {
            if (depth > 0)
            {
                var passed = (edges[i].At - edges[i - 1].At).Ticks;
                if (passed * depth >= left)
                    return edges[i - 1].At.AddTicks((left + depth - 1) / depth);
                left -= passed * depth;
            }

            depth += edges[i].Step;
        }

        return null;
    }

    public TimeLedger ToLedger(PathwayChoice choice)
    {
        var staff = WholeSeconds.Of(StaffTicks);
        var practitioner = WholeSeconds.Of(PractitionerTicks);
        var reasons = new Dictionary<string, long>();
        long all = 0;
        foreach (var entry in Entries)
        {
            all += entry.Footprint.Ticks;
            foreach (var (reason, ticks) in entry.ExcludedTicks)
                reasons[reason] = reasons.GetValueOrDefault(reason) + ticks;
        }

        var excluded = WholeSeconds.Of(all) - staff - practitioner;
        return new TimeLedger
        {
            ClinicalStaff = staff,
            Practitioner = practitioner,
            Pooled = choice.Pools ? practitioner : 0,
            Excluded = excluded,
            Surplus = Math.Max(0, staff + practitioner - choice.UsedSeconds),
            ExcludedBy = SecondsByReason.Of(reasons, excluded),
            Lines = [.. Entries.Select(static entry => entry.ToLine())],
        };
    }

    private static void AddEdges(List<(DateTimeOffset At, int Step)> edges, IntervalSet set)
    {
        foreach (var interval in set.Intervals)
        {
            edges.Add((interval.Start, 1));
            edges.Add((interval.End, -1));
        }
    }
}
