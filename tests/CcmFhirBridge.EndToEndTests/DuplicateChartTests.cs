using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>One person with two charts: the same Medicare number on two Patients, each with a Coverage of its own.</summary>
public sealed class DuplicateChartTests
{
    private const string Mbi = "http://hl7.org/fhir/sid/us-mbi";

    [Theory]
    [InlineData("ended")]
    [InlineData("removed")]
    public async Task Neither_chart_is_billed_until_the_coverage_of_one_is_gone(string gone)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var (kept, other) = TwoCharts(ehr, "1S00-C00-JY99", "1s00c00jy99");

        var close = (await bridge.CloseAsync()).ShouldExit(3);

        foreach (var patient in new[] { kept, other })
        {
            StatusOf(close, patient).ShouldBe("held");
            close.Json.Single(line => IsOf(line, patient)).GetProperty("reasons").EnumerateArray().Single().GetString()!
                .ShouldStartWith("release.duplicate-chart: another chart of this member has a claim this month");
        }

        (close.Out + close.Error).ShouldNotContain("c00jy99", Case.Insensitive);
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(BillsWithout(ehr, kept, other));

        var coverage = CoverageOf(ehr, other);
        if (gone == "ended")
            ehr.Edit("Coverage", coverage, json => json["period"] = new JsonObject { ["start"] = "2020-01-01", ["end"] = "2026-03-31" });
        else
            ehr.Ehr.Store.Delete("Coverage", coverage);
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);
        var again = await bridge.CloseAsync();

        again.Json.ShouldNotContain(line => IsOf(line, kept) && line.GetProperty("status").GetString() == "held");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(BillsWithout(ehr, other));
    }

    [Fact]
    public async Task When_one_chart_was_billed_only_the_other_is_held()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var (billed, late) = TwoCharts(ehr, "1S00C00JY99", "1S00C00JY98");
        var coverage = CoverageOf(ehr, late);
        var stated = ehr.Read("Coverage", coverage).GetProperty("status").GetString();
        ehr.Edit("Coverage", coverage, json => json["status"] = "cancelled");
        await bridge.CloseAsync();
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(BillsWithout(ehr, late));

        ehr.Edit("Coverage", coverage, json =>
        {
            json["status"] = stated;
            json["subscriberId"] = "1S00C00JY99";
        });
        (await bridge.SyncAsync()).ShouldExit(0);
        var close = (await bridge.CloseAsync()).ShouldExit(3);

        StatusOf(close, late).ShouldBe("held");
        close.Json.ShouldNotContain(line => IsOf(line, billed) && line.GetProperty("status").GetString() == "held");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(BillsWithout(ehr, late));
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        return ehr;
    }

    private static (string First, string Second) TwoCharts(PracticeEhr ehr, string first, string second)
    {
        var bills = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).Take(2).ToList();
        foreach (var (patient, number) in bills.Zip([first, second]))
        {
            ehr.Edit("Patient", IdOf(patient), json => json["identifier"]!.AsArray().Single(each => (string?)each!["system"] == Mbi)!["value"] = number);
            ehr.Edit("Coverage", CoverageOf(ehr, patient), json => json["subscriberId"] = number);
        }

        return (bills[0], bills[1]);
    }

    private static string CoverageOf(PracticeEhr ehr, string patient) => ehr.Ehr.Store.Current("Coverage")
        .Single(stored => JsonElement.Parse(stored.Body!).GetProperty("beneficiary").GetProperty("reference").GetString() == patient).Id;

    private static IEnumerable<string> BillsWithout(PracticeEhr ehr, params string[] patients) => ehr.Practice.Truth
        .Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).Except(patients).Order(StringComparer.Ordinal);

    private static bool IsOf(JsonElement line, string patient) => line.TryGetProperty("patient", out var named) && named.GetString() == patient;

    private static string? StatusOf(CommandResult close, string patient) =>
        close.Json.Single(line => IsOf(line, patient)).GetProperty("status").GetString();

    private static string IdOf(string patient) => patient[(patient.IndexOf('/') + 1)..];
}
