using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>The EHR merges two charts of one person: one record, one claim.</summary>
public sealed class MergedPatientTests
{
    private const string Left = "Patient/left";

    [Fact]
    public async Task Minutes_under_both_ids_are_one_record_and_come_apart_again_when_the_merge_is_undone()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var whole = Billable(ehr);
        await ReadAsync(bridge);
        var before = await AssessmentsAsync(bridge);
        before[whole].Outcome.ShouldBe(Outcome.Bill);

        // A second chart of the same person, into which all entries were written by mistake.
        Copy(ehr, whole, "left");
        foreach (var entry in Entries(ehr, whole))
            ehr.Edit("Encounter", entry, json => json["subject"]!["reference"] = Left);
        await ReadAsync(bridge);
        (await AssessmentsAsync(bridge))[whole].Outcome.ShouldNotBe(Outcome.Bill);

        ehr.Edit("Patient", "left", json => json["link"] = Link(whole));
        await ReadAsync(bridge);
        var merged = await AssessmentsAsync(bridge);
        merged[whole].Outcome.ShouldBe(Outcome.Bill, "the assessment was made anew");
        merged.Keys.ShouldNotContain(Left, "a chart that was given up is nobody");

        ehr.Edit("Patient", "left", json => json.Remove("link"));
        await ReadAsync(bridge);
        (await AssessmentsAsync(bridge))[whole].Outcome.ShouldNotBe(Outcome.Bill);
    }

    [Fact]
    public async Task Who_was_billed_under_the_id_that_was_given_up_is_not_billed_again()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var billed = Billable(ehr);
        (await bridge.CloseAsync()).ShouldExit(0);
        var written = ehr.History.Records.Count;

        Copy(ehr, billed, "left");
        ehr.Edit("Patient", billed[8..], json => json["link"] = Link(Left));
        await CloseAgainAsync(bridge);
        ehr.History.Records.Count.ShouldBe(written, "resources still stand under the old id");

        MoveEverything(ehr, billed, Left);
        await CloseAgainAsync(bridge);
        ehr.History.Records.Count.ShouldBe(written, "resources were moved");
        var shown = (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).Json;
        shown.Single(line => line.TryGetProperty("late", out _)).GetProperty("late").GetArrayLength().ShouldBe(0, "nothing became known late");
        (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug)).ShouldExit(0);
        (await AssessmentsAsync(bridge))[Left].Outcome.ShouldBe(Outcome.Bill);

        await using var session = await bridge.OpenAsync();
        (await session.Store.FindPersonAsync(Left, CancellationToken.None)).ShouldBe(await session.Store.FindPersonAsync(billed, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_charts_that_were_both_billed_the_one_that_is_given_up_has_to_be_paid_back()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var billed = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill" && Entries(ehr, truth.Patient).Count > 0).Select(truth => truth.Patient).Take(2).ToList();
        (await bridge.CloseAsync()).ShouldExit(0);
        var written = ehr.History.Records.Count;

        ehr.Edit("Patient", billed[0][8..], json => json["link"] = Link(billed[1]));
        await ReadAsync(bridge);

        var found = (await bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(3).Json.Single(line => line.GetProperty("patient").GetString() == billed[0]);
        found.GetProperty("kind").GetString().ShouldBe("overpaid");
        found.GetProperty("supported").GetArrayLength().ShouldBe(0);
        found.GetProperty("remedy").GetString()!.ShouldStartWith("Return the payment");
        await CloseAgainAsync(bridge);
        ehr.History.Records.Count.ShouldBe(written, "no claim is made for the record that both charts are now");
    }

    [Fact]
    public async Task A_listed_patient_whose_address_leads_to_another_is_that_other_one()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var billed = Billable(ehr);
        var patients = ehr.Ehr.Store.Current("Patient").Select(stored => "Patient/" + stored.Id).ToList();
        bridge.WriteTenant(ehr.Yaml(("population: { by: search }", "population: { by: file, file: patients.txt }")));
        await File.WriteAllLinesAsync(Path.Combine(Path.GetDirectoryName(bridge.Home.TenantFile(Bridge.Slug))!, "patients.txt"), patients);
        (await bridge.CloseAsync()).ShouldExit(0);
        var written = ehr.History.Records.Count;

        Copy(ehr, billed, "left");
        MoveEverything(ehr, billed, Left);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Path == billed ? new FhirAnswer { Status = 301, Location = $"{ehr.Ehr.BaseUrl}/{Left}" } : null));
        await CloseAgainAsync(bridge);

        ehr.History.Records.Count.ShouldBe(written);
        var now = await AssessmentsAsync(bridge);
        (now[Left].Outcome, now.ContainsKey(billed)).ShouldBe((Outcome.Bill, false));
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("enrolled-elsewhere")]
    [InlineData("withhold-code", "--code", "99490")]
    public async Task What_a_person_kept_back_stays_so_when_its_chart_is_merged_into_another(string decision, params string[] more)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var billed = Billable(ehr);
        await ReadAsync(bridge);
        (await DecideAsync(billed, decision, more)).Exit.ShouldBeOneOf(0, 3);
        var before = await AssessmentsAsync(bridge);
        before[billed].Outcome.ShouldNotBe(Outcome.Bill);

        Copy(ehr, billed, "left");
        MoveEverything(ehr, billed, Left);
        ehr.Edit("Patient", billed[8..], json => json["link"] = Link(Left));
        await ReadAsync(bridge);
        (await AssessmentsAsync(bridge))[Left].Outcome.ShouldBe(before[billed].Outcome);

        // Whoever looks at the chart that is left sees what stands, and can take it back.
        var standing = (await bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug, "--patient", Left, "--json")).ShouldExit(0).Json.Single();
        (await DecideAsync(Left, "withdraw", standing.GetProperty("id").GetString()!)).ShouldExit(0);
        (await AssessmentsAsync(bridge))[Left].Outcome.ShouldBe(Outcome.Bill);

        Task<CommandResult> DecideAsync(string patient, string what, params string[] with) =>
            bridge.RunAsync(["decide", what, patient, Bridge.Month, .. with, "--reason", "Looked at.", "--tenant", Bridge.Slug]);
    }

    private static async Task<PracticeEhr> StartAsync(Bridge bridge)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 8);
        bridge.WriteTenant(ehr.Yaml());
        // Nothing but the merge says that two charts are one person.
        foreach (var patient in ehr.Ehr.Store.Current("Patient"))
            ehr.Edit("Patient", patient.Id, json => json.Remove("identifier"));
        foreach (var coverage in ehr.Ehr.Store.Current("Coverage"))
            ehr.Edit("Coverage", coverage.Id, json => json.Remove("subscriberId"));
        return ehr;
    }

    private static string Billable(PracticeEhr ehr) =>
        ehr.Practice.Truth.First(truth => truth.Outcome == "bill" && Entries(ehr, truth.Patient).Count > 0).Patient;

    private static List<string> Entries(PracticeEhr ehr, string patient) =>
    [
        .. ehr.Ehr.Store.Current("Encounter").Select(stored => stored.Id).Where(id => id.StartsWith("ccm-", StringComparison.Ordinal)
            && ehr.Read("Encounter", id).GetProperty("subject").GetProperty("reference").GetString() == patient).Order(StringComparer.Ordinal),
    ];

    private static JsonArray Link(string other) => new(new JsonObject { ["other"] = new JsonObject { ["reference"] = other }, ["type"] = "replaced-by" });

    private static void Copy(PracticeEhr ehr, string patient, string id)
    {
        var copy = JsonNode.Parse(ehr.Read("Patient", patient[8..]).GetRawText())!.AsObject();
        copy["id"] = id;
        ehr.Ehr.Store.Put("Patient", id, JsonElement.Parse(copy.ToJsonString()));
    }

    private static void MoveEverything(PracticeEhr ehr, string from, string to)
    {
        foreach (var type in (string[])["Encounter", "Condition", "CarePlan", "Consent", "Coverage", "Procedure"])
        {
            foreach (var stored in ehr.Ehr.Store.Current(type))
            {
                var text = System.Text.Encoding.UTF8.GetString(stored.Body!);
                if (text.Contains($"\"{from}\"", StringComparison.Ordinal))
                    ehr.Ehr.Store.Put(type, stored.Id, JsonElement.Parse(text.Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal)));
            }
        }
    }

    private static async Task ReadAsync(Bridge bridge)
    {
        bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);
    }

    // What stands in the EHR names the old id, so a person is asked; nothing more is written.
    private static async Task CloseAgainAsync(Bridge bridge)
    {
        await ReadAsync(bridge);
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);
        await bridge.CloseAsync();
    }

    private static async Task<Dictionary<string, StoredAssessmentOf>> AssessmentsAsync(Bridge bridge)
    {
        await using var session = await bridge.OpenAsync();
        await session.Assessments().RunAsync(Bridge.ServiceMonth, CancellationToken.None);
        var known = await session.Store.PatientsAsync(CancellationToken.None);
        return (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).Where(assessment => known.Contains(assessment.Patient))
            .ToDictionary(assessment => assessment.Patient, assessment => new StoredAssessmentOf(assessment.Outcome), StringComparer.Ordinal);
    }

    private sealed record StoredAssessmentOf(Outcome Outcome);
}
