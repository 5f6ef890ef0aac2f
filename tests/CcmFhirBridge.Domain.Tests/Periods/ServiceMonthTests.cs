using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class ServiceMonthTests
{
    [Theory]
    [InlineData("2026-04", 2026, 4, "2026-04-01", "2026-04-30")]
    [InlineData("2026-12", 2026, 12, "2026-12-01", "2026-12-31")]
    [InlineData("2028-02", 2028, 2, "2028-02-01", "2028-02-29")]
    [InlineData("0001-01", 1, 1, "0001-01-01", "0001-01-31")]
    [InlineData("9998-12", 9998, 12, "9998-12-01", "9998-12-31")]
    public void A_month_is_read_and_written_as_year_dash_month(string text, int year, int month, string first, string last)
    {
        var parsed = ServiceMonth.Parse(text);
        (parsed.Year, parsed.Month).ShouldBe((year, month));
        (parsed.FirstDay, parsed.LastDay).ShouldBe((DateOnly.Parse(first, null), DateOnly.Parse(last, null)));
        parsed.ToString().ShouldBe(text);
        parsed.ShouldBe(new ServiceMonth(year, month));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-4")]
    [InlineData("2026-004")]
    [InlineData("2026/04")]
    [InlineData("2026-04-01")]
    [InlineData("2026-00")]
    [InlineData("2026-13")]
    [InlineData("0000-01")]
    [InlineData("9999-01")]
    [InlineData("+026-04")]
    [InlineData("2026-+4")]
    public void Anything_else_is_no_month(string? text) => ServiceMonth.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void What_is_no_month_is_refused_with_the_form_that_is_wanted() =>
        Should.Throw<FormatException>(() => ServiceMonth.Parse("April")).Message
            .ShouldBe("'April' is not a month. Write the year with four digits, a dash and the month with two: YYYY-MM.");

    [Theory]
    [InlineData(0, 4)]
    [InlineData(9999, 4)]
    [InlineData(2026, 0)]
    [InlineData(2026, 13)]
    public void A_month_outside_the_calendar_cannot_be_made(int year, int month) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ServiceMonth(year, month)).ParamName.ShouldBe(month == 4 ? "year" : "month");

    [Fact]
    public void Months_follow_each_other_over_the_turn_of_the_year()
    {
        var december = new ServiceMonth(2026, 12);
        december.Next.ShouldBe(new ServiceMonth(2027, 1));
        december.Next.Previous.ShouldBe(december);
        december.AddMonths(-13).ShouldBe(new ServiceMonth(2025, 11));
    }

    [Theory]
    [InlineData("2026-03", "2026-04", -1)]
    [InlineData("2026-04", "2026-04", 0)]
    [InlineData("2026-05", "2026-04", 1)]
    [InlineData("2025-12", "2026-01", -1)]
    public void Months_are_in_order(string left, string right, int order)
    {
        var (one, other) = (ServiceMonth.Parse(left), ServiceMonth.Parse(right));
        (one < other, one <= other, one > other, one >= other).ShouldBe((order < 0, order <= 0, order > 0, order >= 0));
    }
}
