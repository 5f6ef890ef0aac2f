using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class CalcCommandTests(StoredPractice practice) : IClassFixture<StoredPractice>
{
    private Bridge Bridge => practice.Bridge;

    [Fact]
    public async Task The_worked_figure_of_a_practice_of_a_thousand() =>
        Golden.ShouldMatchText(
            (await Bridge.RunAsync("calc", "--patients", "1000", "--eligible", "65", "--enrolled", "20,30,40", "--reaching", "70,80,85", "--mix", "99490=100", "99439=40", "--staff-cost", "6000", "--software", "5", "--setup", "15000")).ShouldExit(0).Out,
            "Calc-national");

    [Fact]
    public async Task A_practice_of_a_locality_in_a_facility() =>
        Golden.ShouldMatchText(
            (await Bridge.RunAsync("calc", "--patients", "4200", "--year", "2025", "--locality", "13202-01", "--setting", "facility", "--nonphysician", "--mix", "99490=100", "99439=55", "--coinsurance-lost", "20", "--ramp", "6")).ShouldExit(0).Out,
            "Calc-locality");

    [Fact]
    public async Task Machines_get_the_same_figures_and_are_told_that_they_are_an_estimate()
    {
        var json = (await Bridge.RunAsync("calc", "--enrolled", "30", "--reaching", "80", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        json.GetProperty("estimate").GetBoolean().ShouldBeTrue();
        json.GetProperty("expected").GetProperty("billed").GetInt32().ShouldBe(156);
        json.GetProperty("expected").GetProperty("allowed").GetDecimal().ShouldBe(10_316.28m);
        json.GetProperty("low").GetProperty("allowed").GetDecimal().ShouldBe(10_316.28m);
        json.GetProperty("ramp").GetArrayLength().ShouldBe(12);
        json.TryGetProperty("practice", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_month_of_a_practice_shows_what_it_left_on_the_table_patient_by_patient()
    {
        var json = (await Bridge.RunAsync("calc", "--from-month", "2026-04", "--tenant", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("practice");
        var truth = practice.Ehr.Practice.Truth.Where(row => row.Month == "2026-04").ToList();
        json.GetProperty("patients").GetInt32().ShouldBe(truth.Select(row => row.Patient).Distinct(StringComparer.Ordinal).Count());
        json.GetProperty("billed").GetInt32().ShouldBe(truth.Count(row => row.Outcome == "bill"));
        json.GetProperty("held").EnumerateArray().Select(row => row.GetProperty("patient").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(truth.Where(row => row.Outcome == "hold" && row.Lines.Count > 0).Select(row => row.Patient).Order(StringComparer.Ordinal));
        json.GetProperty("nearMisses").EnumerateArray().ShouldContain(row => row.GetProperty("codes").GetString() == "99490");
        var table = (await Bridge.RunAsync("calc", "--from-month", "2026-04", "--tenant", "lakeside", "--staff-cost", "6000")).ShouldExit(0).Out;
        Golden.ShouldMatchText(table, "Calc-from-month");
    }

    [Theory]
    [InlineData(new[] { "--patients", "-5" }, "--patients '-5': use a whole number from 1 to 1000000.")]
    [InlineData(new[] { "--patients", "99999999999999" }, "--patients '99999999999999': use a whole number")]
    [InlineData(new[] { "--patients", "many" }, "--patients 'many': use a whole number")]
    [InlineData(new[] { "--patients", "1e3" }, "--patients '1e3': use a whole number")]
    [InlineData(new[] { "--enrolled", "101" }, "--enrolled '101': use a number from 0 to 100.")]
    [InlineData(new[] { "--enrolled", "40,30,20" }, "use one share, or three with commas, the lowest first")]
    [InlineData(new[] { "--enrolled", "10,20" }, "use one share, or three with commas")]
    [InlineData(new[] { "--staff-cost", "-1" }, "--staff-cost '-1': use an amount from 0")]
    [InlineData(new[] { "--staff-cost", "1.005" }, "at most two decimals")]
    [InlineData(new[] { "--mix", "99490" }, "--mix '99490': use each code once")]
    [InlineData(new[] { "--mix", "99490=1", "99490=2" }, "use each code once")]
    [InlineData(new[] { "--mix", "12345=10" }, "The fee schedule of 2026-12-31 has no 12345.")]
    [InlineData(new[] { "--setting", "boat" }, "--setting 'boat': use office or facility.")]
    [InlineData(new[] { "--year", "2018" }, "no amounts are loaded for 2018. Loaded are: 2024, 2025, 2026.")]
    [InlineData(new[] { "--year", "next" }, "--year 'next': use a whole number")]
    [InlineData(new[] { "--locality", "10112-00" }, "no localities are loaded for 2026. Loaded are: 2025.")]
    [InlineData(new[] { "--year", "2025", "--locality", "10112-01" }, "there is no locality '10112-01'. Near are: 10112-00 (AL ALABAMA)")]
    [InlineData(new[] { "--year", "2025", "--locality", "Manhattan" }, "Near are: 13202-01 (NY MANHATTAN).")]
    [InlineData(new[] { "--year", "2025", "--locality", "tx" }, "Near are: 04412-09 (TX BRAZORIA)")]
    [InlineData(new[] { "--year", "2025", "--locality", "the moon" }, "Write carrier and locality such as 10112-00")]
    [InlineData(new[] { "--from-month", "2026-04" }, "--from-month and --tenant go together")]
    [InlineData(new[] { "--from-month", "2026-04", "--tenant", "lakeside", "--patients", "5" }, "--patients is taken from the practice's month")]
    [InlineData(new[] { "--from-month", "2026-04", "--tenant", "lakeside", "--locality", "10112-00" }, "no localities are loaded for 2026")]
    [InlineData(new[] { "--from-month", "2026-04", "--tenant", "nowhere" }, "there is no tenant 'nowhere'")]
    [InlineData(new[] { "--from-month", "April", "--tenant", "lakeside" }, "'April' is not a month")]
    public async Task A_wrong_number_says_what_to_use(string[] arguments, string words) => (await Bridge.RunAsync(["calc", .. arguments])).ShouldExit(2).Error.ShouldContain(words);
}
