using System.Runtime.InteropServices;

namespace CcmFhirBridge.Domain.Periods;

/// <summary>
/// A set of instants as disjoint, sorted, non-empty half-open intervals that do not touch. Two sets of the same instants are equal,
/// however they were written.
/// </summary>
public sealed class IntervalSet : IEquatable<IntervalSet>
{
    private const int MostOnStack = 16;

    // Nearly every set is of one interval, which then needs no array beside it.
    private readonly Interval _only;
    private readonly Interval[]? _several;

    private IntervalSet()
    {
    }

    private IntervalSet(Interval only) => _only = only;

    private IntervalSet(Interval[] several) => _several = several;

    /// <summary>No instant at all.</summary>
    public static IntervalSet Empty { get; } = new();

    /// <summary>The intervals, by start.</summary>
    public ReadOnlySpan<Interval> Intervals => _several is null ? MemoryMarshal.CreateReadOnlySpan(in _only, IsEmpty ? 0 : 1) : _several;

    /// <summary>Elapsed time inside, in ticks; whole seconds are floored once, by the figure that shows them.</summary>
    public long Ticks => _several is null ? _only.Ticks : TicksOf(_several);

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => _several is null && _only.IsEmpty;

    /// <summary>From the first instant to the end of the last interval; null when empty.</summary>
    public Interval? Hull => IsEmpty ? null : new Interval(StartTicks, EndTicks);

    /// <summary>First instant inside in UTC ticks; 0 of an empty set.</summary>
    internal long StartTicks => _several is null ? _only.StartTicks : _several[0].StartTicks;

    /// <summary>First instant after everything inside in UTC ticks; 0 of an empty set, so that it overlaps nothing.</summary>
    internal long EndTicks => _several is null ? _only.EndTicks : _several[^1].EndTicks;

    /// <summary>The instants of one interval.</summary>
    public static IntervalSet Of(Interval interval) => interval.IsEmpty ? Empty : new IntervalSet(interval);

    /// <summary>The instants of all these intervals, each once.</summary>
    public static IntervalSet Of(IEnumerable<Interval> intervals) => Of(intervals.ToArray());

    /// <summary>The instants of all these sets, each once.</summary>
    public static IntervalSet UnionOf(IEnumerable<IntervalSet> sets)
    {
        var intervals = new List<Interval>();
        foreach (var set in sets)
            intervals.AddRange(set.Intervals);
        return Of(CollectionsMarshal.AsSpan(intervals));
    }

    /// <summary>The instants of all these intervals, each once. Their order is changed.</summary>
    internal static IntervalSet Of(Span<Interval> intervals)
    {
        if (intervals.Length == 1)
            return Of(intervals[0]);
        intervals.Sort(static (left, right) => left.StartTicks.CompareTo(right.StartTicks));
        return Merged(intervals);
    }

    /// <summary>The instants of either.</summary>
    public IntervalSet Union(IntervalSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        if (IsEmpty)
            return other;
        ReadOnlySpan<Interval> left = Intervals, right = other.Intervals;
        var size = left.Length + right.Length;
        var both = size <= MostOnStack ? stackalloc Interval[MostOnStack] : new Interval[size];
        int fromLeft = 0, fromRight = 0;
        for (var i = 0; i < size; i++)
        {
            var takeLeft = fromRight == right.Length || (fromLeft < left.Length && left[fromLeft].StartTicks <= right[fromRight].StartTicks);
            both[i] = takeLeft ? left[fromLeft++] : right[fromRight++];
        }

        return Merged(both[..size]);
    }

    /// <summary>The instants of both.</summary>
    public IntervalSet Intersect(IntervalSet other)
    {
        if (_several is null && other._several is null)
            return _only.Intersect(other._only) is { } shared ? shared == _only ? this : shared == other._only ? other : new IntervalSet(shared) : Empty;
        ReadOnlySpan<Interval> left = Intervals, right = other.Intervals;
        var size = left.Length + right.Length;
        var found = size <= MostOnStack ? stackalloc Interval[MostOnStack] : new Interval[size];
        int count = 0, atLeft = 0, atRight = 0;
        while (atLeft < left.Length && atRight < right.Length)
        {
            if (left[atLeft].Intersect(right[atRight]) is { } both)
                found[count++] = both;
            if (left[atLeft].EndTicks <= right[atRight].EndTicks)
                atLeft++;
            else
                atRight++;
        }

        return Made(found[..count]);
    }

    /// <summary>The instants of this one that <paramref name="other"/> does not have.</summary>
    public IntervalSet Except(IntervalSet other)
    {
        if (!Overlaps(other))
            return this;
        ReadOnlySpan<Interval> all = Intervals, taken = other.Intervals;
        var size = all.Length + taken.Length;
        var kept = size <= MostOnStack ? stackalloc Interval[MostOnStack] : new Interval[size];
        int count = 0, right = 0;
        foreach (var interval in all)
        {
            var start = interval.StartTicks;
            while (right < taken.Length && taken[right].EndTicks <= start)
                right++;
            for (var i = right; i < taken.Length && taken[i].StartTicks < interval.EndTicks; i++)
            {
                if (start < taken[i].StartTicks)
                    kept[count++] = new Interval(start, taken[i].StartTicks);
                start = taken[i].EndTicks;
            }

            if (start < interval.EndTicks)
                kept[count++] = new Interval(start, interval.EndTicks);
        }

        return Made(kept[..count]);
    }

    /// <summary>Whether the two share at least one instant.</summary>
    public bool Overlaps(IntervalSet other)
    {
        if (StartTicks >= other.EndTicks || other.StartTicks >= EndTicks)
            return false;
        ReadOnlySpan<Interval> left = Intervals, right = other.Intervals;
        int atLeft = 0, atRight = 0;
        while (atLeft < left.Length && atRight < right.Length)
        {
            if (left[atLeft].Overlaps(right[atRight]))
                return true;
            if (left[atLeft].EndTicks <= right[atRight].EndTicks)
                atLeft++;
            else
                atRight++;
        }

        return false;
    }

    /// <summary>Whether it shares at least one instant with <paramref name="interval"/>.</summary>
    internal bool Overlaps(Interval interval)
    {
        foreach (var own in Intervals)
        {
            if (own.Intersect(interval) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Whether <paramref name="instant"/> lies inside.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        foreach (var interval in Intervals)
        {
            if (interval.Contains(instant))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(IntervalSet? other) => other is not null && Intervals.SequenceEqual(other.Intervals);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntervalSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var interval in Intervals)
            hash.Add(interval);
        return hash.ToHashCode();
    }

    /// <summary>The intervals, for a person.</summary>
    public override string ToString() => string.Join(", ", Intervals.ToArray().Select(static interval => $"[{interval.Start:O}, {interval.End:O})"));

    private static long TicksOf(Interval[] disjoint)
    {
        long ticks = 0;
        foreach (var interval in disjoint)
            ticks += interval.Ticks;
        return ticks;
    }

    // Sorted by start; they may overlap, touch or be empty.
    private static IntervalSet Merged(Span<Interval> sorted)
    {
        var count = 0;
        foreach (var interval in sorted)
        {
            if (interval.IsEmpty)
                continue;
            if (count == 0 || interval.StartTicks > sorted[count - 1].EndTicks)
                sorted[count++] = interval;
            else if (interval.EndTicks > sorted[count - 1].EndTicks)
                sorted[count - 1] = new Interval(sorted[count - 1].StartTicks, interval.EndTicks);
        }

        return Made(sorted[..count]);
    }

    private static IntervalSet Made(ReadOnlySpan<Interval> disjoint) => disjoint.Length switch
    {
        0 => Empty,
        1 => new IntervalSet(disjoint[0]),
        _ => new IntervalSet(disjoint.ToArray()),
    };
}
