using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class MomentTests
{
    private static readonly PracticeTimeZone Zone = PracticeTimeZone.Find("America/New_York");

    public static TheoryData<string, string, string, string, string> Written => new()
    {
        // as written, first and last local day, first instant and first instant after
        { "2024", "2024-01-01", "2024-12-31", "2024-01-01T05:00:00Z", "2025-01-01T05:00:00Z" },
        { "2024-02", "2024-02-01", "2024-02-29", "2024-02-01T05:00:00Z", "2024-03-01T05:00:00Z" },
        { "2026-04-14", "2026-04-14", "2026-04-14", "2026-04-14T04:00:00Z", "2026-04-15T04:00:00Z" },
        { "2026-03-08", "2026-03-08", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z" },
        { "2026-04-15T03:30:00.5Z", "2026-04-14", "2026-04-14", "2026-04-15T03:30:00.5Z", "2026-04-15T03:30:00.5Z" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_date_means_every_day_and_instant_that_it_leaves_open(string text, string firstDay, string lastDay, string earliest, string latest)
    {
        var moment = Read(text);
        moment.ToString().ShouldBe(text);
        (moment.FirstDay(Zone), moment.LastDay(Zone)).ShouldBe((DateOnly.Parse(firstDay, null), DateOnly.Parse(lastDay, null)));
        (moment.Earliest(Zone), moment.Latest(Zone)).ShouldBe((DateTimeOffset.Parse(earliest, null), DateTimeOffset.Parse(latest, null)));
    }

    [Fact]
    public void Only_an_instant_is_one()
    {
        Read("2026-04-14").Instant.ShouldBeNull();
        Read("2026-04-15T03:30:00.5Z").Instant.ShouldBe(new DateTimeOffset(2026, 4, 15, 3, 30, 0, 500, TimeSpan.Zero));
        (Read("2024").Precision, Read("2024-02").Precision, Read("2026-04-14").Precision, Read("2026-04-15T03:30:00.5Z").Precision)
            .ShouldBe((MomentPrecision.Year, MomentPrecision.Month, MomentPrecision.Day, MomentPrecision.Instant));
    }

    [Fact]
    public void The_first_and_the_last_instant_that_exist_are_kept_to_the_tick()
    {
        Moment.At(DateTimeOffset.MinValue).Instant.ShouldBe(DateTimeOffset.MinValue);
        Moment.At(DateTimeOffset.MaxValue).Instant.ShouldBe(DateTimeOffset.MaxValue);
        Moment.At(DateTimeOffset.MaxValue.AddTicks(-1)).ShouldNotBe(Moment.At(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_year_is_not_its_first_month_nor_that_its_first_day() =>
        new[] { Read("2024"), Read("2024-01"), Read("2024-01-01"), Read("2024-01-01T00:00:00Z") }.Distinct().Count().ShouldBe(4);

    private static Moment Read(string text) => text.Length switch
    {
        4 => Moment.InYear(int.Parse(text, null)),
        7 => Moment.In(ServiceMonth.Parse(text)),
        10 => Moment.On(DateOnly.Parse(text, null)),
        _ => Moment.At(DateTimeOffset.Parse(text, null)),
    };
}
