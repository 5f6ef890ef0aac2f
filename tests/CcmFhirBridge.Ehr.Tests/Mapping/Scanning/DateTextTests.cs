using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Ehr.Mapping.Scanning;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping.Scanning;

public class DateTextTests
{
    private static readonly PracticeTimeZone Zone = PracticeTimeZone.Find("America/New_York");

    private static readonly Gen<DateTimeOffset> Times = Gen.Select(
        Gen.Long[DateTime.MinValue.AddDays(2).Ticks / TimeSpan.TicksPerSecond, DateTime.MaxValue.AddYears(-2).Ticks / TimeSpan.TicksPerSecond],
        Gen.Int[-14 * 60, 14 * 60],
        (seconds, offset) => new DateTimeOffset(new DateTime(seconds * TimeSpan.TicksPerSecond, DateTimeKind.Unspecified), TimeSpan.FromMinutes(offset)));

    private static Moment? Read(string text, out string? gap) => DateText.Read(Encoding.UTF8.GetBytes(text), Zone, out gap);

    [Fact]
    public void Whole_seconds_with_an_offset_are_read_exactly() => Times.Sample(
        time => Read(time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), out var gap) == Moment.At(time) && gap is null, iter: 20_000);

    [Fact]
    public void A_fraction_of_zero_changes_nothing() => Gen.Select(Times, Gen.Int[0, 24], Gen.Char[" 09:-+TZ/"]).Sample(
        (time, place, letter) =>
        {
            // With a fraction the same text takes the careful way: both ways must say the same of anything.
            var text = time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture).ToCharArray();
            if (place != 19)
                text[place] = letter;
            var usual = new string(text);
            return Read(usual, out var gap) == Read(usual.Insert(19, ".0"), out var carefulGap) && gap == carefulGap;
        },
        iter: 20_000);

    [Theory]
    [InlineData("2026-02-29T10:00:00Z", GapCodes.DateUnreadable)]
    [InlineData("2026-04-10T24:00:00Z", GapCodes.DateUnreadable)]
    [InlineData("2026-04-10T10:60:00Z", GapCodes.DateUnreadable)]
    [InlineData("2026-04-10T10:00:00+15:00", GapCodes.DateUnreadable)]
    [InlineData("2026-04-10T10:00:00-04:60", GapCodes.DateUnreadable)]
    [InlineData("2026-04-10T10:00:60Z", GapCodes.DateOdd)]
    [InlineData("2026-04-10t10:00:00Z", GapCodes.DateOdd)]
    public void What_is_odd_or_wrong_is_said(string text, string gap)
    {
        Read(text, out var said);
        said.ShouldBe(gap);
    }
}
