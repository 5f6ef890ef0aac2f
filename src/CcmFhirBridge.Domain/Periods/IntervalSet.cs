namespace CcmFhirBridge.Domain.Periods;

/// <summary>
/// A set of instants as disjoint, sorted, non-empty half-open intervals that do not touch. Two sets of the same instants are equal,
/// however they were written.
/// </summary>
public sealed class IntervalSet : IEquatable<IntervalSet>
{
    private readonly Interval[] _intervals;

    private IntervalSet(Interval[] intervals)
    {
        _intervals = intervals;
        foreach (var interval in intervals)
            Ticks += interval.Duration.Ticks;
    }

    /// <summary>No instant at all.</summary>
    public static IntervalSet Empty { get; } = new([]);

    /// <summary>The intervals, by start.</summary>
    public ReadOnlySpan<Interval> Intervals => _intervals;

    /// <summary>Elapsed time inside, in ticks; whole seconds are floored once, by the figure that shows them.</summary>
    public long Ticks { get; }

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => _intervals.Length == 0;

    /// <summary>From the first instant to the end of the last interval; null when empty.</summary>
    public Interval? Hull => IsEmpty ? null : new Interval(_intervals[0].Start, _intervals[^1].End);

    /// <summary>The instants of one interval.</summary>
    public static IntervalSet Of(Interval interval) => interval.IsEmpty ? Empty : new IntervalSet([interval]);

    /// <summary>The instants of all these intervals, each once.</summary>
    public static IntervalSet Of(IEnumerable<Interval> intervals)
    {
        var sorted = intervals.Where(static interval => !interval.IsEmpty).ToArray();
        return sorted.Length == 0 ? Empty : Normalise(sorted);
    }

    /// <summary>The instants of all these sets, each once.</summary>
    public static IntervalSet UnionOf(IEnumerable<IntervalSet> sets) => Of(sets.SelectMany(static set => set._intervals));

    /// <summary>The instants of either.</summary>
    public IntervalSet Union(IntervalSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        return IsEmpty ? other : Normalise([.. _intervals, .. other._intervals]);
    }

    /// <summary>The instants of both.</summary>
    public IntervalSet Intersect(IntervalSet other)
    {
        if (IsEmpty || other.IsEmpty)
            return Empty;
        var shared = new List<Interval>();
        int left = 0, right = 0;
        while (left < _intervals.Length && right < other._intervals.Length)
        {
            if (_intervals[left].Intersect(other._intervals[right]) is { } both)
                shared.Add(both);
            if (_intervals[left].End <= other._intervals[right].End)
                left++;
            else
                right++;
        }

        return shared.Count == 0 ? Empty : new IntervalSet([.. shared]);
    }

    /// <summary>The instants of this one that <paramref name="other"/> does not have.</summary>
    public IntervalSet Except(IntervalSet other)
    {
        if (IsEmpty || !Overlaps(other))
            return this;
        var kept = new List<Interval>();
        var right = 0;
        foreach (var interval in _intervals)
        {
            var start = interval.Start;
            while (right < other._intervals.Length && other._intervals[right].End <= start)
                right++;
            for (var i = right; i < other._intervals.Length && other._intervals[i].Start < interval.End; i++)
            {
                if (start < other._intervals[i].Start)
                    kept.Add(new Interval(start, other._intervals[i].Start));
                start = other._intervals[i].End;
            }

            if (start < interval.End)
                kept.Add(new Interval(start, interval.End));
        }

        return kept.Count == 0 ? Empty : new IntervalSet([.. kept]);
    }

    /// <summary>Whether the two share at least one instant.</summary>
    public bool Overlaps(IntervalSet other)
    {
        int left = 0, right = 0;
        while (left < _intervals.Length && right < other._intervals.Length)
        {
            if (_intervals[left].Overlaps(other._intervals[right]))
                return true;
            if (_intervals[left].End <= other._intervals[right].End)
                left++;
            else
                right++;
        }

        return false;
    }

    /// <summary>Whether <paramref name="instant"/> lies inside.</summary>
    public bool Contains(DateTimeOffset instant) => Array.Exists(_intervals, interval => interval.Contains(instant));

    /// <inheritdoc/>
    public bool Equals(IntervalSet? other) => other is not null && _intervals.AsSpan().SequenceEqual(other._intervals);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IntervalSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var interval in _intervals)
            hash.Add(interval);
        return hash.ToHashCode();
    }

    /// <summary>The intervals, for a person.</summary>
    public override string ToString() => string.Join(", ", _intervals.Select(static interval => $"[{interval.Start:O}, {interval.End:O})"));

    private static IntervalSet Normalise(Interval[] intervals)
    {
        Array.Sort(intervals, static (left, right) => left.Start.CompareTo(right.Start));
        var merged = new List<Interval>(intervals.Length);
        var current = intervals[0];
        for (var i = 1; i < intervals.Length; i++)
        {
            if (intervals[i].Start > current.End)
            {
                merged.Add(current);
                current = intervals[i];
            }
            else if (intervals[i].End > current.End)
            {
                current = new Interval(current.Start, intervals[i].End);
            }
        }

        merged.Add(current);
        return new IntervalSet([.. merged]);
    }
}
