using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A service month in a practice's zone, with its edges worked out once.</summary>
internal sealed class MonthDays(ServiceMonth month, PracticeTimeZone zone)
{
    public ServiceMonth Month { get; } = month;

    public PracticeTimeZone Zone { get; } = zone;

    /// <summary>First day, included.</summary>
    public DateOnly First { get; } = month.FirstDay;

    /// <summary>Last day, included.</summary>
    public DateOnly Last { get; } = month.LastDay;

    /// <summary>Every instant of it. Facts that hold throughout the month are this very set.</summary>
    public IntervalSet Whole { get; } = IntervalSet.Of(zone.Month(month));

    /// <summary>From the first to after the last instant.</summary>
    public Interval Interval { get; } = zone.Month(month);

    public bool Contains(DateOnly day) => day >= First && day <= Last;

    /// <summary>The instants from <paramref name="startTicks"/> to <paramref name="endTicks"/> that lie in the month.</summary>
    public IntervalSet Clip(long startTicks, long endTicks)
    {
        var from = Math.Max(startTicks, Interval.StartTicks);
        var to = Math.Min(endTicks, Interval.EndTicks);
        if (from >= to)
            return IntervalSet.Empty;
        return from == Interval.StartTicks && to == Interval.EndTicks ? Whole : IntervalSet.Of(new Interval(from, to));
    }

    /// <summary>A year or a month that leaves open whether the day was before, in or after the service month.</summary>
    public bool IsVague(Moment? moment) => moment is { Precision: MomentPrecision.Year or MomentPrecision.Month } when
        && when.FirstDay(Zone) != when.LastDay(Zone) && when.LastDay(Zone) >= First && when.FirstDay(Zone) <= Last;
}
