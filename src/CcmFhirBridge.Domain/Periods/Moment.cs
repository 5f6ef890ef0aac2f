using System.Globalization;

namespace CcmFhirBridge.Domain.Periods;

/// <summary>How precisely a date was written down.</summary>
public enum MomentPrecision
{
    /// <summary>Only the year.</summary>
    Year,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>A calendar day, without a time.</summary>
    Day,

    /// <summary>An instant on the time line.</summary>
    Instant,
}

/// <summary>A date or an instant, as precise as it was written down (FHIR <c>date</c>, <c>dateTime</c>, <c>instant</c>).</summary>
public readonly record struct Moment
{
    private const int BitsOfPrecision = 2;

    // UTC ticks above the precision: a record holds dozens of moments, and with two fields each would be twice as long.
    private readonly ulong _packed;

    private Moment(MomentPrecision precision, long utcTicks) => _packed = ((ulong)utcTicks << BitsOfPrecision) | (ulong)precision;

    /// <summary>How precisely it was written down.</summary>
    public MomentPrecision Precision => (MomentPrecision)(_packed & ((1UL << BitsOfPrecision) - 1));

    /// <summary>The instant, when it was written as one.</summary>
    public DateTimeOffset? Instant => Precision == MomentPrecision.Instant ? new DateTimeOffset(UtcTicks, TimeSpan.Zero) : null;

    /// <summary>An instant on the time line.</summary>
    public static Moment At(DateTimeOffset instant) => new(MomentPrecision.Instant, instant.UtcTicks);

    /// <summary>A calendar day without a time.</summary>
    public static Moment On(DateOnly day) => new(MomentPrecision.Day, day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).Ticks);

    /// <summary>A calendar month; the day counts as its first.</summary>
    public static Moment In(ServiceMonth month) => new(MomentPrecision.Month, month.FirstDay.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).Ticks);

    /// <summary>A calendar year; the day counts as its first.</summary>
    public static Moment InYear(int year) => new(MomentPrecision.Year, new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks);

    /// <summary>First local day that it can mean.</summary>
    public DateOnly FirstDay(PracticeTimeZone zone) => Precision == MomentPrecision.Instant ? zone.DayOf(UtcTicks) : CalendarDay;

    /// <summary>Last local day that it can mean.</summary>
    public DateOnly LastDay(PracticeTimeZone zone) => Precision switch
    {
        MomentPrecision.Year => CalendarDay.AddYears(1).AddDays(-1),
        MomentPrecision.Month => CalendarDay.AddMonths(1).AddDays(-1),
        MomentPrecision.Day => CalendarDay,
        _ => zone.DayOf(UtcTicks),
    };

    /// <summary>First instant that it can mean.</summary>
    public DateTimeOffset Earliest(PracticeTimeZone zone) => Instant ?? zone.StartOf(CalendarDay);

    /// <summary>First instant after everything that it can mean; for an instant, the instant itself.</summary>
    public DateTimeOffset Latest(PracticeTimeZone zone) => Instant ?? zone.StartOf(LastDay(zone).AddDays(1));

    /// <summary>The same as <see cref="Earliest"/> in UTC ticks.</summary>
    internal long EarliestTicks(PracticeTimeZone zone) => Precision == MomentPrecision.Instant ? UtcTicks : zone.StartTicksOf(CalendarDay);

    /// <summary>The same as <see cref="Latest"/> in UTC ticks.</summary>
    internal long LatestTicks(PracticeTimeZone zone) => Precision == MomentPrecision.Instant ? UtcTicks : zone.StartTicksOf(LastDay(zone).AddDays(1));

    private long UtcTicks => (long)(_packed >> BitsOfPrecision);

    private DateOnly CalendarDay => DateOnly.FromDayNumber((int)(UtcTicks / TimeSpan.TicksPerDay));

    /// <summary>As FHIR writes it: <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c> or an instant in UTC.</summary>
    public override string ToString() => new DateTime(UtcTicks, DateTimeKind.Utc).ToString(
        Precision switch
        {
            MomentPrecision.Year => "yyyy",
            MomentPrecision.Month => "yyyy-MM",
            MomentPrecision.Day => "yyyy-MM-dd",
            _ => "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        },
        CultureInfo.InvariantCulture);
}
