using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>A month's time that was counted entry by entry.</summary>
internal sealed class CountedTime(EntryTally[] entries, TimeByPerson byPerson) : MonthTime
{
    private const int MostEdgesOnStack = 20;

    /// <inheritdoc/>
    public override EntryTally[] Entries { get; } = entries;

    /// <inheritdoc/>
    public override TimeByPerson ByPerson { get; } = byPerson;

    /// <inheritdoc/>
    public override long? ReachedAt(int seconds, bool staff, bool practitioner)
    {
        var most = 0;
        foreach (var entry in Entries)
            most += 2 * (entry.Staff.Intervals.Length + entry.Practitioner.Intervals.Length);
        var edges = most <= MostEdgesOnStack ? stackalloc Edge[MostEdgesOnStack] : new Edge[most];
        var count = 0;
        foreach (var entry in Entries)
        {
            if (staff)
                count = AddEdges(edges, count, entry.Staff);
            if (practitioner)
                count = AddEdges(edges, count, entry.Practitioner);
        }

        return ReachedAt(edges[..count], seconds * TimeSpan.TicksPerSecond);
    }

    private static long? ReachedAt(Span<Edge> edges, long left)
    {
        Sort(edges);
        var depth = 0;
        for (var i = 0; i < edges.Length; i++)
        {
            if (depth > 0)
            {
                var passed = edges[i].At - edges[i - 1].At;
                if (passed * depth >= left)
                    return edges[i - 1].At + ((left + depth - 1) / depth);
                left -= passed * depth;
            }

            depth += edges[i].Step;
        }

        return null;
    }

    // Entries come by their start, so mostly nothing has to be moved.
    private static void Sort(Span<Edge> edges)
    {
        for (var i = 1; i < edges.Length; i++)
        {
            if (edges[i].At < edges[i - 1].At)
            {
                edges.Sort(static (left, right) => left.At.CompareTo(right.At));
                return;
            }
        }
    }

    private static int AddEdges(Span<Edge> edges, int count, IntervalSet set)
    {
        foreach (var interval in set.Intervals)
        {
            edges[count++] = new Edge(interval.StartTicks, 1);
            edges[count++] = new Edge(interval.EndTicks, -1);
        }

        return count;
    }

    private readonly record struct Edge(long At, int Step);
}
