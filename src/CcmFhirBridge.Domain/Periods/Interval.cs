namespace CcmFhirBridge.Domain.Periods;

/// <summary>A half-open stretch of elapsed time: <see cref="Start"/> is inside, <see cref="End"/> is not. Both are UTC.</summary>
public readonly record struct Interval
{
    /// <summary>The stretch from <paramref name="start"/> (inside) to <paramref name="end"/> (outside).</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public Interval(DateTimeOffset start, DateTimeOffset end)
    {
        if (end < start)
            throw new ArgumentException("An interval cannot end before it starts.", nameof(end));
        Start = start.ToUniversalTime();
        End = end.ToUniversalTime();
    }

    /// <summary>First instant inside.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>First instant after.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Elapsed time; daylight saving does not change it.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => Start == End;

    /// <summary>Whether <paramref name="instant"/> lies inside.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    /// <summary>Whether the two share at least one instant.</summary>
    public bool Overlaps(Interval other) => Start < other.End && other.Start < End;

    /// <summary>What the two share, or null when they share nothing.</summary>
    public Interval? Intersect(Interval other)
    {
        var start = Start > other.Start ? Start : other.Start;
        var end = End < other.End ? End : other.End;
        return start < end ? new Interval(start, end) : null;
    }
}
