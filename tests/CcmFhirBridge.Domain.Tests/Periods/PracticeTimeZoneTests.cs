using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class PracticeTimeZoneTests
{
    [Theory]
    [InlineData("America/New_York", true)]
    [InlineData("Pacific/Honolulu", true)]
    [InlineData("America/Nowhere", false)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData(null, false)]
    public void A_zone_is_known_by_its_IANA_name(string? name, bool known)
    {
        PracticeTimeZone.TryFind(name, out var zone).ShouldBe(known);
        zone?.Id.ShouldBe(name);
        (zone is not null).ShouldBe(known);
    }

    [Fact]
    public void A_name_that_is_none_is_said() =>
        Should.Throw<TimeZoneNotFoundException>(() => PracticeTimeZone.Find("America/Nowhere")).Message.ShouldBe("'America/Nowhere' is not an IANA time zone known here.");

    [Theory]
    [InlineData("America/New_York", "2026-04-14", "10:00", "2026-04-14T14:00:00Z")]
    [InlineData("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z")]     // does not exist: the first instant after the gap
    [InlineData("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z")]     // comes twice: the earlier
    [InlineData("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00:00Z")]     // the clocks skip midnight
    [InlineData("America/Havana", "2026-11-01", "00:00", "2026-11-01T04:00:00Z")]       // midnight comes twice
    public void A_time_on_the_wall_is_one_instant(string zone, string day, string time, string instant) =>
        PracticeTimeZone.Find(zone).At(DateOnly.Parse(day, null), TimeOnly.Parse(time, null)).ShouldBe(DateTimeOffset.Parse(instant, null));

    [Theory]
    [InlineData("2026-03-08", 23)]
    [InlineData("2026-04-14", 24)]
    [InlineData("2026-11-01", 25)]
    public void A_day_is_as_long_as_its_clock_says(string day, int hours)
    {
        var zone = PracticeTimeZone.Find("America/New_York");
        var whole = zone.Day(DateOnly.Parse(day, null));
        whole.Duration.ShouldBe(TimeSpan.FromHours(hours));
        (zone.DayOf(whole.Start), zone.DayOf(whole.End.AddTicks(-1)), zone.DayOf(whole.End).AddDays(-1)).ShouldBe((DateOnly.Parse(day, null), DateOnly.Parse(day, null), DateOnly.Parse(day, null)));
        zone.ToLocal(whole.Start).TimeOfDay.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void The_last_month_of_the_calendar_ends_where_the_next_year_begins() =>
        PracticeTimeZone.Find("America/New_York").Month(new ServiceMonth(9998, 12))
            .ShouldBe(new Interval(DateTimeOffset.Parse("9998-12-01T05:00:00Z", null), DateTimeOffset.Parse("9999-01-01T05:00:00Z", null)));

    [Fact]
    public void A_month_goes_from_its_first_midnight_to_that_of_the_next() =>
        PracticeTimeZone.Find("America/New_York").Month(new ServiceMonth(2026, 3))
            .ShouldBe(new Interval(DateTimeOffset.Parse("2026-03-01T05:00:00Z", null), DateTimeOffset.Parse("2026-04-01T04:00:00Z", null)));
}
