using System.Globalization;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>A calendar month in the practice's zone.</summary>
internal sealed class PracticeMonth(DateOnly anyDay, TimeZoneInfo zone)
{
    public DateOnly First { get; } = new(anyDay.Year, anyDay.Month, 1);

    public DateOnly Last => First.AddMonths(1).AddDays(-1);

    public string Name => First.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public PracticeMonth Previous => new(First.AddDays(-1), zone);

    public IReadOnlyList<DateOnly> BusinessDays =>
        [.. Enumerable.Range(0, Last.Day).Select(First.AddDays).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];

    public bool Contains(DateOnly day) => day >= First && day <= Last;

    public DateTimeOffset At(DateOnly day, int hour, int minute = 0)
    {
        var local = day.ToDateTime(new TimeOnly(hour, minute));
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    public DateTimeOffset ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(ToLocal(at).DateTime);

    /// <summary>The next weekday from the day on.</summary>
    public static DateOnly Weekday(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(2),
        DayOfWeek.Sunday => day.AddDays(1),
        _ => day,
    };
}
