using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// The time in which a practice can be expected to write something down: Monday to Friday, 08:00 to 18:00 on its own clock. Holidays are
/// not known, so whoever waits for something must be able to wait over one.
/// </summary>
public static class PracticeHours
{
    private static readonly TimeOnly Opens = new(8, 0);
    private static readonly TimeOnly Closes = new(18, 0);
    private static readonly TimeSpan Week = 5 * (Closes - Opens);

    /// <summary>Practice time between two instants; none when <paramref name="to"/> is not later.</summary>
    public static TimeSpan Between(PracticeTimeZone zone, DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
            return TimeSpan.Zero;
        var (first, last) = (zone.DayOf(from), zone.DayOf(to));
        var weeks = Math.Max(0, (last.DayNumber - first.DayNumber - 1) / 7);
        var time = weeks * Week + Of(zone, first, from, to);
        for (var day = first.AddDays((7 * weeks) + 1); day <= last; day = day.AddDays(1))
            time += Of(zone, day, from, to);
        return time;
    }

    private static TimeSpan Of(PracticeTimeZone zone, DateOnly day, DateTimeOffset from, DateTimeOffset to)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            return TimeSpan.Zero;
        var (opens, closes) = (zone.At(day, Opens), zone.At(day, Closes));
        var (start, end) = (from > opens ? from : opens, to < closes ? to : closes);
        return end > start ? end - start : TimeSpan.Zero;
    }
}
