using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class ZoneDaysTests
{
    private const int Samples = 20_000;
    private static readonly DateTimeOffset Origin = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Clocks that change at midnight, by half an hour, twice in a month of fasting, within the first hour of UTC's day, and a zone that left a day out.
    public static TheoryData<string> Zones => ["America/New_York", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu", "UTC"];

    [Theory]
    [MemberData(nameof(Zones))]
    public void An_instant_belongs_to_the_day_that_local_clocks_show_however_often_it_is_asked(string id)
    {
        var zone = PracticeTimeZone.Find(id);
        var clocks = TimeZoneInfo.FindSystemTimeZoneById(id);
        Gen.Long[0, 50L * 365 * 24 * 60 * 60].Sample(seconds =>
        {
            var instant = Origin.AddSeconds(seconds);
            var shown = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, clocks).DateTime);
            return zone.DayOf(instant) == shown && zone.DayOf(instant) == shown;
        }, iter: Samples);
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void Every_quarter_of_an_hour_of_years_with_changes_of_the_clocks_is_of_its_day(string id)
    {
        var zone = PracticeTimeZone.Find(id);
        var clocks = TimeZoneInfo.FindSystemTimeZoneById(id);
        var first = new DateTimeOffset(2010, 12, 1, 0, 0, 0, TimeSpan.Zero);
        for (var quarter = 0; quarter < 800 * 24 * 4; quarter++)
        {
            var instant = first.AddMinutes(15 * quarter);
            if (zone.DayOf(instant) != DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, clocks).DateTime))
                Assert.Fail($"{id}: {instant:O} is not of {zone.DayOf(instant)}.");
        }
    }

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_day_begins_at_its_first_wall_clock_time_however_often_it_is_asked(string id)
    {
        var zone = PracticeTimeZone.Find(id);
        for (var day = new DateOnly(2008, 1, 1); day.Year < 2016; day = day.AddDays(1))
        {
            var start = zone.At(day, TimeOnly.MinValue);
            zone.StartOf(day).ShouldBe(start);
            zone.StartOf(day).ShouldBe(start);
        }
    }

    [Fact]
    public void The_first_and_the_last_days_that_exist_are_answered_too()
    {
        var zone = PracticeTimeZone.Find("America/New_York");
        zone.DayOf(DateTimeOffset.MinValue).ShouldBe(DateOnly.MinValue);
        zone.DayOf(DateTimeOffset.MaxValue).ShouldBe(DateOnly.MaxValue);
    }

    [Fact]
    public void Clocks_may_change_in_the_last_hour_of_a_day_of_UTC()
    {
        var (forward, back) = (Clock(new TimeOnly(23, 30), 3, 10), Clock(new TimeOnly(23, 30), 10, 10));
        var summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue, DateTime.MaxValue.Date, TimeSpan.FromHours(1), forward, back);
        var days = new ZoneDays(TimeZoneInfo.CreateCustomTimeZone("late", TimeSpan.Zero, "late", "late", "late", [summer]));

        days.DayOf(Ticks("2026-03-10T12:00Z")).ShouldBe(new DateOnly(2026, 3, 10));
        days.DayOf(Ticks("2026-03-10T23:15Z")).ShouldBe(new DateOnly(2026, 3, 10));
        days.DayOf(Ticks("2026-03-10T23:45Z")).ShouldBe(new DateOnly(2026, 3, 11));
    }

    //          day of UTC, whether its local days are remembered
    [Theory]
    [InlineData("2026-04-14", true)]
    [InlineData("2026-03-07", true)]
    [InlineData("2026-03-08", false)]       // the clocks go forward
    [InlineData("2026-11-01", false)]       // the clocks go back
    [InlineData("0001-01-02", false)]
    [InlineData("0001-01-03", true)]
    [InlineData("9999-12-29", true)]
    [InlineData("9999-12-30", false)]
    public void A_day_is_remembered_unless_the_clocks_change_or_the_calendar_ends(string utcDay, bool remembered)
    {
        var noon = Ticks(utcDay + "T12:00Z");
        NewYork.TryDayOf(noon, out _).ShouldBeFalse("nobody asked before");
        var days = NewYork;
        days.DayOf(noon).ShouldBe(DateOnly.Parse(utcDay, null));
        days.TryDayOf(noon, out var day).ShouldBe(remembered);
        if (!remembered)
            return;
        day.ShouldBe(DateOnly.Parse(utcDay, null));
        days.TryDayOf(Ticks(utcDay + "T03:59Z"), out var evening).ShouldBeTrue();
        evening.ShouldBe(day.AddDays(-1));
    }

    [Fact]
    public void The_last_day_is_answered_where_another_day_lies_in_its_place()
    {
        var days = new ZoneDays(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var another = DateTimeOffset.MaxValue.AddDays(-1024);
        days.DayOf(another.UtcTicks);
        days.TryDayOf(another.UtcTicks, out _).ShouldBeTrue();
        days.DayOf(DateTimeOffset.MaxValue.UtcTicks).ShouldBe(DateOnly.MaxValue);
    }

    [Fact]
    public void The_start_of_a_day_is_remembered_until_another_takes_its_place()
    {
        var (days, day, start) = (NewYork, new DateOnly(2026, 4, 14), Ticks("2026-04-14T04:00Z"));
        days.TryStartOf(day, out _).ShouldBeFalse();
        days.Keep(day, start).ShouldBe(start);
        days.TryStartOf(day, out var known).ShouldBeTrue();
        known.ShouldBe(start);

        // West of Greenwich a day begins after midnight of UTC, east of it before.
        days.Keep(day.AddDays(1), Ticks("2026-04-14T18:15Z"));
        days.TryStartOf(day.AddDays(1), out var before).ShouldBeTrue();
        before.ShouldBe(Ticks("2026-04-14T18:15Z"));

        days.Keep(day.AddDays(1024), start + (1024 * TimeSpan.TicksPerDay));
        days.TryStartOf(day, out _).ShouldBeFalse();
        days.TryStartOf(day.AddDays(1), out _).ShouldBeTrue();
    }

    [Fact]
    public void A_start_between_two_seconds_is_answered_and_not_remembered()
    {
        var (days, day, start) = (NewYork, new DateOnly(2026, 4, 14), Ticks("2026-04-14T04:00Z") + 1);
        days.Keep(day, start).ShouldBe(start);
        days.TryStartOf(day, out _).ShouldBeFalse();
    }

    private static ZoneDays NewYork => new(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));

    private static TimeZoneInfo.TransitionTime Clock(TimeOnly time, int month, int day) =>
        TimeZoneInfo.TransitionTime.CreateFixedDateRule(DateTime.MinValue + time.ToTimeSpan(), month, day);

    private static long Ticks(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).UtcTicks;
}
