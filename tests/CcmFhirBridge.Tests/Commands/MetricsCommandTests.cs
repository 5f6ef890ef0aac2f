using System.Text.Json;
using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>The figures of the generated practice, with the generator's own answers beside them.</summary>
public sealed class MetricsCommandTests(StoredPractice practice) : IClassFixture<StoredPractice>
{
    private Task<CommandResult> RunAsync(params string[] more) => practice.Bridge.RunAsync(["metrics", "--tenant", "lakeside", "--month", "2026-04", .. more]);

    [Fact]
    public async Task Every_figure_of_the_practice_in_a_table() => Golden.ShouldMatchText((await RunAsync()).ShouldExit(0).Out, "Metrics-table");

    [Fact]
    public async Task Every_figure_of_the_practice_in_a_spreadsheet() => Golden.ShouldMatchText((await RunAsync("--format", "csv")).ShouldExit(0).Out, "Metrics-csv");

    [Fact]
    public async Task The_figures_are_those_that_the_generator_promised()
    {
        var json = (await RunAsync("--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        var truth = practice.Ehr.Practice.Truth.Where(row => row.Month == "2026-04").ToList();
        var bills = truth.Where(row => row.Outcome == "bill").ToList();
        int Units(params string[] codes) => bills.SelectMany(row => row.Lines).Where(line => codes.Contains(line.Code, StringComparer.Ordinal)).Sum(line => line.Units);

        Value(json, "assessed").ShouldBe(truth.Count);
        Value(json, "billed").ShouldBe(bills.Count);
        Value(json, "minutes").ShouldBe(Math.Round(truth.Sum(row => row.CountedSeconds) / 60m, 2, MidpointRounding.AwayFromZero));
        Value(json, "leakage-under-threshold").ShouldBe(Math.Round(truth.Where(row => row.Outcome == "none").Sum(row => row.CountedSeconds) / 60m, 2, MidpointRounding.AwayFromZero));
        Value(json, "add-on-yield").ShouldBe(Math.Round(Units("99439") * 100m / Units("99490"), 2, MidpointRounding.AwayFromZero));
        Value(json, "complex-share").ShouldBe(Math.Round(Units("99487") * 100m / Units("99490", "99491", "99487"), 2, MidpointRounding.AwayFromZero));
        foreach (var reason in truth.Where(row => row.Outcome == "hold" && row.Reason is not null).GroupBy(row => row.Reason!))
            json.GetProperty("holdsByReason").GetProperty(reason.Key).GetInt32().ShouldBeGreaterThanOrEqualTo(reason.Count(), reason.Key);
        foreach (var reason in truth.Where(row => row.Outcome == "block" && row.Reason is not null).GroupBy(row => row.Reason!))
            json.GetProperty("blocksByReason").GetProperty(reason.Key).GetInt32().ShouldBeGreaterThanOrEqualTo(reason.Count(), reason.Key);
        json.GetProperty("metrics").EnumerateArray().ShouldAllBe(metric => metric.GetProperty("definition").GetString()!.EndsWith('.'));
    }

    [Fact]
    public async Task The_report_in_FHIR_holds_the_figures_and_no_patient()
    {
        var result = (await RunAsync("--format", "fhir")).ShouldExit(0);
        var report = result.Json.ShouldHaveSingleItem();
        report.GetProperty("resourceType").GetString().ShouldBe("MeasureReport");
        report.GetProperty("period").GetProperty("start").GetString().ShouldBe("2026-04-01");
        var rate = report.GetProperty("group").EnumerateArray().Single(group => group.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString() == "billing-rate");
        var json = (await RunAsync("--json")).ShouldExit(0).Json[0];
        rate.GetProperty("measureScore").GetProperty("value").GetDecimal().ShouldBe(Value(json, "billing-rate"));
        report.GetRawText().ShouldNotContain("Patient/");
    }

    [Fact]
    public async Task A_wrong_question_says_what_to_ask()
    {
        (await practice.Bridge.RunAsync("metrics", "--tenant", "lakeside", "--month", "April")).ShouldExit(2).Error.ShouldContain("'April' is not a month");
        (await RunAsync("--format", "pdf")).ShouldExit(2);
    }

    private static decimal Value(JsonElement json, string id) => json.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("id").GetString() == id).GetProperty("value").GetDecimal();
}
