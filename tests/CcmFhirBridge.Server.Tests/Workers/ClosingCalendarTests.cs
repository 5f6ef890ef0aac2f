using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class ClosingCalendarTests
{
    [Theory]
    [InlineData("2026-04", 5, "America/New_York", "2026-05-05T10:00:00Z")]
    [InlineData("2026-04", 5, "Pacific/Honolulu", "2026-05-05T16:00:00Z")]
    [InlineData("2026-12", 5, "America/New_York", "2027-01-05T11:00:00Z")]
    [InlineData("2026-01", 31, "America/New_York", "2026-02-28T11:00:00Z")]
    [InlineData("2024-01", 31, "America/New_York", "2024-02-29T11:00:00Z")]
    public void A_month_is_due_at_six_in_the_morning_of_the_closing_day(string month, int closeOn, string zone, string due) =>
        ClosingCalendar.DueAt(Tenants.Make(zone: zone, closeOn: closeOn), ServiceMonth.Parse(month)).ShouldBe(At(due));

    [Theory]
    [InlineData("one second before", "2026-05-05T09:59:59Z", "2026-04", "")]
    [InlineData("on the second", "2026-05-05T10:00:00Z", "2026-04", "2026-04")]
    [InlineData("later in the month", "2026-05-31T12:00:00Z", "2026-04", "2026-04")]
    [InlineData("before the first month", "2026-05-31T12:00:00Z", "2026-05", "")]
    [InlineData("after standing still for two months", "2026-06-20T12:00:00Z", "2026-03", "2026-03 2026-04 2026-05")]
    [InlineData("no further back than a year", "2027-06-20T12:00:00Z", "2020-01", "2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12 2027-01 2027-02 2027-03 2027-04 2027-05")]
    [InlineData("shadow mode", "2026-05-31T12:00:00Z", null, "")]
    public void Months_are_due_from_the_first_one_on(string when, string now, string? firstMonth, string due) =>
        string.Join(' ', ClosingCalendar.Due(Tenants.Make(firstMonth: firstMonth), At(now))).ShouldBe(due, when);

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
