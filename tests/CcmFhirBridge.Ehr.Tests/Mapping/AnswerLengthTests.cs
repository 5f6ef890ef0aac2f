using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Projections;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>Lengths in answers: each form takes what is written in it, to the second, and nothing else.</summary>
public sealed class AnswerLengthTests
{
    private static readonly LengthForm[] s_clocks = [LengthForm.HoursMinutesSeconds, LengthForm.HoursMinutes, LengthForm.MinutesSeconds];

    [Theory]
    //          declared               written         whole seconds, or no length
    [InlineData("HoursMinutesSeconds", "0:19:59", 1199)]
    [InlineData("HoursMinutesSeconds", "0:20:00", 1200)]
    [InlineData("HoursMinutesSeconds", "00:20:00", 1200)]
    [InlineData("HoursMinutesSeconds", "1:05:00", 3900)]
    [InlineData("HoursMinutesSeconds", "30:00:00", 108000)]
    [InlineData("HoursMinutesSeconds", "0:00:00", 0)]
    [InlineData("HoursMinutesSeconds", "0:19:60", null)]
    [InlineData("HoursMinutesSeconds", "0:19:61", null)]
    [InlineData("HoursMinutesSeconds", "0:60:00", null)]
    [InlineData("HoursMinutesSeconds", "0:19:5", null)]
    [InlineData("HoursMinutesSeconds", "0:9:05", null)]
    [InlineData("HoursMinutesSeconds", "19:59", null)]
    [InlineData("HoursMinutesSeconds", ":19:59", null)]
    [InlineData("HoursMinutesSeconds", "100:00:00", null)]
    [InlineData("HoursMinutesSeconds", "0:19:59:00", null)]
    [InlineData("HoursMinutesSeconds", "-0:19:59", null)]
    [InlineData("HoursMinutesSeconds", "0:-1:59", null)]
    [InlineData("HoursMinutesSeconds", " 0:19:59", null)]
    [InlineData("HoursMinutesSeconds", "0:19:59 ", null)]
    [InlineData("HoursMinutesSeconds", "0:19:59.5", null)]
    [InlineData("HoursMinutesSeconds", "20", null)]
    [InlineData("HoursMinutes", "1:05", 3900)]
    [InlineData("HoursMinutes", "0:20", 1200)]
    [InlineData("HoursMinutes", "0:60", null)]
    [InlineData("HoursMinutes", "0:19:59", null)]
    [InlineData("HoursMinutes", "1:5", null)]
    [InlineData("MinutesSeconds", "1:05", 65)]
    [InlineData("MinutesSeconds", "19:59", 1199)]
    [InlineData("MinutesSeconds", "119:59", 7199)]
    [InlineData("MinutesSeconds", "19:61", null)]
    [InlineData("MinutesSeconds", "1000:00", null)]
    [InlineData("MinutesSeconds", "0:19:59", null)]
    [InlineData("Minutes", "19.98", 1198)]
    [InlineData("Minutes", "19.999999999", 1199)]
    [InlineData("Minutes", "20", 1200)]
    [InlineData("Minutes", "020", 1200)]
    [InlineData("Minutes", "0", 0)]
    [InlineData("Minutes", "14400", 864000)]
    [InlineData("Minutes", "14400.1", null)]
    [InlineData("Minutes", "-20", null)]
    [InlineData("Minutes", "+20", null)]
    [InlineData("Minutes", "2e1", null)]
    [InlineData("Minutes", "1,200", null)]
    [InlineData("Minutes", "19,98", null)]
    [InlineData("Minutes", ".5", null)]
    [InlineData("Minutes", "20.", null)]
    [InlineData("Minutes", "20 min", null)]
    [InlineData("Minutes", "0:20", null)]
    [InlineData("Minutes", "twenty", null)]
    [InlineData("Minutes", "", null)]
    [InlineData("Minutes", " ", null)]
    [InlineData("Minutes", "٢٠", null)]
    [InlineData("Hours", "0.333", 1198)]
    [InlineData("Hours", "1.5", 5400)]
    [InlineData("Hours", "240.1", null)]
    [InlineData("MinutesWithUnit", "20 min", 1200)]
    [InlineData("MinutesWithUnit", "20min", 1200)]
    [InlineData("MinutesWithUnit", "19.98 min", 1198)]
    [InlineData("MinutesWithUnit", "20", null)]
    [InlineData("MinutesWithUnit", "20  min", null)]
    [InlineData("MinutesWithUnit", "20 Min", null)]
    [InlineData("MinutesWithUnit", "20 minutes", null)]
    [InlineData("MinutesWithUnit", "20 h", null)]
    [InlineData("MinutesWithUnit", "min", null)]
    [InlineData("MinutesWithUnit", "-20 min", null)]
    [InlineData("Quantity", "20", null)]
    public void Only_the_declared_form_is_a_length(string form, string written, int? seconds) =>
        AnswerLength.OfText(Encoding.UTF8.GetBytes(written), Enum.Parse<LengthForm>(form)).ShouldBe(seconds);

    [Theory]
    [InlineData(20, "min", 1200)]
    [InlineData(19.98, "min", 1198)]
    [InlineData(1199.9, "s", 1199)]
    [InlineData(0.333, "h", 1198)]
    [InlineData(-1, "min", null)]
    [InlineData(20, "MIN", null)]
    [InlineData(20, "minutes", null)]
    [InlineData(1, "d", null)]
    [InlineData(20, "", null)]
    [InlineData(864001, "s", null)]
    public void A_quantity_has_a_unit_of_UCUM(double value, string unit, int? seconds) => AnswerLength.OfQuantity((decimal)value, Encoding.UTF8.GetBytes(unit)).ShouldBe(seconds);

    [Fact]
    public void Numbers_beyond_all_measure_are_no_lengths()
    {
        foreach (var number in new[] { decimal.MaxValue, decimal.MinValue, 864_001m })
        {
            AnswerLength.OfNumber(number, LengthForm.Minutes).ShouldBeNull();
            AnswerLength.OfNumber(number, LengthForm.Hours).ShouldBeNull();
            AnswerLength.OfQuantity(number, "s"u8).ShouldBeNull();
        }

        AnswerLength.OfNumber(20, LengthForm.HoursMinutes).ShouldBeNull("a number tells no clock");
    }

    [Fact]
    public void What_a_clock_writes_is_read_to_the_second() => Gen.Int[0, 99 * 3600].Sample(seconds =>
    {
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        Read(Text($"{hours}:{minutes:00}:{rest:00}"), LengthForm.HoursMinutesSeconds).ShouldBe(seconds);
        Read(Text($"{hours}:{minutes:00}"), LengthForm.HoursMinutes).ShouldBe(seconds - rest);
        if (seconds < 60_000)
            Read(Text($"{seconds / 60}:{rest:00}"), LengthForm.MinutesSeconds).ShouldBe(seconds);
    }, iter: 2000, threads: 1);

    [Fact]
    public void A_number_of_minutes_is_cut_and_never_rounded_up() => Gen.Int[0, 1_000_000].Sample(hundredths =>
    {
        var minutes = hundredths / 100m;
        var seconds = Read(minutes.ToString(CultureInfo.InvariantCulture), LengthForm.Minutes)!.Value;
        ((decimal)seconds).ShouldBeLessThanOrEqualTo(minutes * 60);
        (seconds + 1m).ShouldBeGreaterThan(minutes * 60);
        Read(Text($"{minutes} min"), LengthForm.MinutesWithUnit).ShouldBe(seconds);
        AnswerLength.OfNumber(minutes, LengthForm.Minutes).ShouldBe(seconds);
        AnswerLength.OfQuantity(minutes, "min"u8).ShouldBe(seconds);
    }, iter: 2000, threads: 1);

    [Fact]
    public void No_text_is_a_clock_and_a_number_and_any_text_is_read_without_a_fault() =>
        Gen.String[Gen.Char["0123456789:. min-h"], 0, 18].Sample(text =>
        {
            var isClock = Array.Exists(s_clocks, form => Read(text, form) is not null);
            var isNumber = Read(text, LengthForm.Minutes) is not null || Read(text, LengthForm.Hours) is not null;
            (isClock && isNumber).ShouldBeFalse(text);
            (Read(text, LengthForm.MinutesWithUnit) is not null && (isClock || isNumber)).ShouldBeFalse(text);
            foreach (var form in Enum.GetValues<LengthForm>())
                (Read(text, form) is null or (>= 0 and <= 864_000)).ShouldBeTrue(text);
        }, iter: 5000, threads: 1);

    private static int? Read(string text, LengthForm form) => AnswerLength.OfText(Encoding.UTF8.GetBytes(text), form);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
