using CcmFhirBridge.Domain.Periods;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class ZoneDaysTests
{
    private const int Samples = 20_000;
    private static readonly DateTimeOffset Origin = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Clocks that change at midnight, by half an hour, twice in a month of fasting, and a zone that left a day out.
    public static TheoryData<string> Zones => ["America/New_York", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu", "UTC"];

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
}
