namespace CcmFhirBridge.Domain.Periods;

/// <summary>A half-open stretch of elapsed time: <see cref="Start"/> is inside, <see cref="End"/> is not. Both are UTC.</summary>
public readonly record struct Interval
{
    // Ticks and no DateTimeOffset: half the size, and compared by one instruction.
    private readonly long _start;
    private readonly long _end;

    /// <summary>The stretch from <paramref name="start"/> (inside) to <paramref name="end"/> (outside).</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public Interval(DateTimeOffset start, DateTimeOffset end)
    {
        if (end < start)
            throw new ArgumentException("An interval cannot end before it starts.", nameof(end));
        _start = start.UtcTicks;
        _end = end.UtcTicks;
    }

    /// <summary>The stretch between UTC ticks of which the first is not after the second.</summary>
    internal Interval(long startTicks, long endTicks)
    {
        _start = startTicks;
        _end = endTicks;
    }

    /// <summary>First instant inside.</summary>
    public DateTimeOffset Start => new(_start, TimeSpan.Zero);

    /// <summary>First instant after.</summary>
    public DateTimeOffset End => new(_end, TimeSpan.Zero);

    /// <summary>Elapsed time; daylight saving does not change it.</summary>
    public TimeSpan Duration => new(_end - _start);

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary><see cref="Start"/> in UTC ticks.</summary>
    internal long StartTicks => _start;

    /// <summary><see cref="End"/> in UTC ticks.</summary>
    internal long EndTicks => _end;

    /// <summary><see cref="Duration"/> in ticks.</summary>
    internal long Ticks => _end - _start;

    /// <summary>Whether <paramref name="instant"/> lies inside.</summary>
    public bool Contains(DateTimeOffset instant) => instant.UtcTicks >= _start && instant.UtcTicks < _end;

    /// <summary>Whether the two share at least one instant.</summary>
    public bool Overlaps(Interval other) => _start < other._end && other._start < _end;

    /// <summary>Whether <paramref name="other"/> lies inside, its edges included.</summary>
    internal bool Covers(Interval other) => _start <= other._start && other._end <= _end;

    /// <summary>What the two share, or null when they share nothing.</summary>
    public Interval? Intersect(Interval other)
    {
        var start = Math.Max(_start, other._start);
        var end = Math.Min(_end, other._end);
        return start < end ? new Interval(start, end) : null;
    }
}
