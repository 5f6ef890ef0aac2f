using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Health;

namespace CcmFhirBridge.Server.Tests.Health;

public sealed class PracticeHoursTests
{
    private static readonly PracticeTimeZone s_newYork = PracticeTimeZone.Find("America/New_York");

    // 2026-05-20 is a Wednesday; New York is four hours behind UTC.
    [Theory]
    [InlineData("2026-05-20T12:00Z", "2026-05-20T12:00Z", 0)]
    [InlineData("2026-05-20T12:00Z", "2026-05-20T11:00Z", 0)]
    [InlineData("2026-05-20T11:00Z", "2026-05-20T12:30Z", 0.5)]
    [InlineData("2026-05-20T12:00Z", "2026-05-20T22:00Z", 10)]
    [InlineData("2026-05-20T20:00Z", "2026-05-21T14:00Z", 4)]
    [InlineData("2026-05-22T21:00Z", "2026-05-25T13:00Z", 2)]
    [InlineData("2026-05-22T23:00Z", "2026-05-25T11:59Z", 0)]
    [InlineData("2026-05-23T15:00Z", "2026-05-24T15:00Z", 0)]
    [InlineData("2026-05-20T12:00Z", "2026-05-27T12:00Z", 50)]
    [InlineData("2026-05-20T14:00Z", "2026-05-28T14:00Z", 60)]
    [InlineData("2026-05-20T12:00Z", "2027-05-19T12:00Z", 2600)]
    [InlineData("2026-10-30T12:00Z", "2026-11-02T13:00Z", 10)]
    public void Nights_and_weekends_do_not_count(string from, string to, double hours) =>
        PracticeHours.Between(s_newYork, Instant(from), Instant(to)).ShouldBe(TimeSpan.FromHours(hours));

    [Fact]
    public void What_passes_in_two_parts_is_their_sum()
    {
        var start = Instant("2026-02-27T03:17Z");
        for (var hours = 1; hours < 24 * 40; hours += 7)
        {
            var (middle, end) = (start.AddHours(hours / 3.0), start.AddHours(hours));
            (PracticeHours.Between(s_newYork, start, middle) + PracticeHours.Between(s_newYork, middle, end))
                .ShouldBe(PracticeHours.Between(s_newYork, start, end), $"{hours} h");
        }
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
