namespace CcmFhirBridge.Domain.Periods;

/// <summary>
/// Where the days of a time zone begin, remembered: a zone is asked for the same few hundred days again and again. Two tables of fixed
/// size, in which a day takes the place of another with the same remainder. An entry is one number that is written at once, so threads
/// may share it: they would write the same.
/// </summary>
internal sealed class ZoneDays(TimeZoneInfo zone)
{
    private const int Size = 1024;
    private const int DayShift = 32;
    private const int HoursOfDay = 24;

    // Seconds that local time is ahead of UTC throughout a UTC day, under the number of the day plus one.
    private readonly long[] _offsets = new long[Size];

    // Seconds from midnight as UTC to the first instant of a local day, under the number of the day plus one.
    private readonly long[] _starts = new long[Size];

    /// <summary>The local calendar day of an instant.</summary>
    public DateOnly DayOf(long utcTicks)
    {
        if (TryDayOf(utcTicks, out var known))
            return known;
        Learn((int)(utcTicks / TimeSpan.TicksPerDay));
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(new DateTimeOffset(utcTicks, TimeSpan.Zero), zone).DateTime);
    }

    /// <summary>The local calendar day of an instant, where it is remembered.</summary>
    public bool TryDayOf(long utcTicks, out DateOnly day)
    {
        var utcDay = (int)(utcTicks / TimeSpan.TicksPerDay);
        var known = Volatile.Read(ref _offsets[utcDay % Size]);
        var isKnown = known >> DayShift == utcDay + 1;
        day = isKnown ? DateOnly.FromDayNumber((int)((utcTicks + (SecondsOf(known) * TimeSpan.TicksPerSecond)) / TimeSpan.TicksPerDay)) : default;
        return isKnown;
    }

    /// <summary>The first instant of a local day, where it is remembered.</summary>
    public bool TryStartOf(DateOnly day, out long utcTicks)
    {
        var known = Volatile.Read(ref _starts[day.DayNumber % Size]);
        utcTicks = (day.DayNumber * TimeSpan.TicksPerDay) + (SecondsOf(known) * TimeSpan.TicksPerSecond);
        return known >> DayShift == day.DayNumber + 1;
    }

    /// <summary>Remembers the first instant of a local day and answers it.</summary>
    public long Keep(DateOnly day, long utcTicks)
    {
        var seconds = Math.DivRem(utcTicks - (day.DayNumber * TimeSpan.TicksPerDay), TimeSpan.TicksPerSecond, out var rest);
        if (rest == 0)
            Volatile.Write(ref _starts[day.DayNumber % Size], Packed(day.DayNumber, (int)seconds));
        return utcTicks;
    }

    // Only a day without any change of the clocks is remembered; the first and the last day that exist are not worth it.
    private void Learn(int day)
    {
        if (day < 2 || day > DateOnly.MaxValue.DayNumber - 2)
            return;
        var start = new DateTime(day * TimeSpan.TicksPerDay, DateTimeKind.Utc);
        var offset = zone.GetUtcOffset(start);
        for (var hour = 1; hour <= HoursOfDay; hour++)
        {
            if (zone.GetUtcOffset(start.AddHours(hour)) != offset)
                return;
        }

        Volatile.Write(ref _offsets[day % Size], Packed(day, (int)(offset.Ticks / TimeSpan.TicksPerSecond)));
    }

    private static long Packed(int day, int seconds) => ((long)(day + 1) << DayShift) | unchecked((uint)seconds);

    private static int SecondsOf(long packed) => unchecked((int)packed);
}
