using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A practice whose EHR has no CarePlan: its plans are documents, and its tenant file says which.</summary>
public sealed class PlanDocumentTests
{
    private const string Codes = "codes: [{ from: \"urn:doc-types|CCM PLAN\", to: ccm-plan|ccm }]";
    private const string Mapping = $"mapping: {{ {Codes}, documents: plan }}";

    private static readonly SimulatedEhrOptions WithoutCarePlans = new() { HiddenTypes = ["CarePlan"] };

    [Fact]
    public async Task It_bills_what_the_same_practice_bills_with_care_plans()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, options: WithoutCarePlans, rewrite: AsDocument);
        ehr.Ehr.Store.Current("CarePlan").ShouldBeEmpty();
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        (await OutcomesAsync(bridge)).ShouldBe(ehr.Practice.Truth.Select(truth => (truth.Patient, truth.Outcome)).Order());
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        var assessment = (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Out;
        assessment.ShouldContain("\"DocumentReference/plan-");
        assessment.ShouldContain("/_history/1\"");
    }

    [Fact]
    public async Task Without_the_word_of_the_tenant_file_no_document_is_asked_for_and_no_plan_is_known()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: WithoutCarePlans, rewrite: AsDocument);
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", $"mapping: {{ {Codes} }}")));

        var sync = (await bridge.SyncAsync()).ShouldExit(0).Json;

        sync.Select(line => line.GetProperty("type").GetString()).ShouldNotContain("DocumentReference");
        sync.Where(line => !line.GetProperty("known").GetBoolean()).Select(line => line.GetProperty("type").GetString()).ShouldBe(["CarePlan"]);
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).Out.ShouldNotContain("DocumentReference");
        (await bridge.RunAsync("tenant", "check", Bridge.Slug)).Out.ShouldNotContain("DocumentReference");
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill");

        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));
        sync = (await bridge.SyncAsync()).ShouldExit(0).Json;
        sync.Single(line => line.GetProperty("type").GetString() == "DocumentReference").GetProperty("added").GetInt32().ShouldBeGreaterThan(0);
        sync.ShouldAllBe(line => line.GetProperty("known").GetBoolean());
        (await OutcomesAsync(bridge)).Count(outcome => outcome.Outcome == "bill").ShouldBe(ehr.Bills);
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).Out.ShouldNotContain("EHR-011", Case.Sensitive, "the EHR says nothing else than before");
        (await bridge.RunAsync("tenant", "check", Bridge.Slug)).Lines.ShouldContain("  reads a DocumentReference with a code of ccm-plan|ccm as the care plan (mapping.documents)");

        bridge.WriteTenant(ehr.Yaml(("mapping: {}", $"mapping: {{ {Codes} }}")));
        (await bridge.SyncAsync()).ShouldExit(0);
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill", "what is stored of them is read no more");
    }

    [Fact]
    public async Task A_document_that_is_superseded_wrong_or_gone_is_the_plan_no_longer()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: WithoutCarePlans, rewrite: AsDocument);
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Mapping)));
        (await bridge.SyncAsync()).ShouldExit(0);
        var bills = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).ToList();
        string[] changed = [.. bills.Take(3)];
        bills.Count.ShouldBeGreaterThan(3);

        ehr.Edit("DocumentReference", PlanOf(ehr, changed[0]), document => document["status"] = "superseded");
        ehr.Edit("DocumentReference", PlanOf(ehr, changed[1]), document => document["docStatus"] = "entered-in-error");
        ehr.Ehr.Store.Delete("DocumentReference", PlanOf(ehr, changed[2]));
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);

        (await OutcomesAsync(bridge)).Where(outcome => outcome.Outcome == "bill").Select(outcome => outcome.Patient).ShouldBe(bills.Except(changed).Order(StringComparer.Ordinal));
        var explained = (await bridge.RunAsync("explain", changed[0], Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0).Out;
        explained.ShouldContain("care-plan.in-force");
    }

    [Fact]
    public async Task Documents_that_are_not_granted_are_unknown_and_said_to_be()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { Grants = SignedEhr.GrantsWithout() });
        ehr.Ehr.Store.Load("DocumentReference", "letter", JsonElement.Parse("""{"resourceType":"DocumentReference","id":"letter","status":"current","subject":{"reference":"Patient/pt-00001"}}"""));
        bridge.WriteTenant(PracticeEhr.Change(SignedEhr.Yaml(ehr, ""), ("mapping: {}", Mapping)));

        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).Out.ShouldContain("not granted: DocumentReference: read, search");
        var sync = (await bridge.SyncAsync()).ShouldExit(0).Json;

        sync.Where(line => !line.GetProperty("known").GetBoolean()).Select(line => line.GetProperty("type").GetString()).ShouldBe(["DocumentReference"]);
        sync.Single(line => line.GetProperty("type").GetString() == "DocumentReference").GetProperty("withheld").GetString()!.ShouldContain("system/DocumentReference.rs");
        (await OutcomesAsync(bridge)).ShouldNotContain(outcome => outcome.Outcome == "bill", "a document may say otherwise than the CarePlan");

        bridge.WriteTenant(SignedEhr.Yaml(ehr, ""));
        (await bridge.SyncAsync()).ShouldExit(0).Json.ShouldAllBe(line => line.GetProperty("known").GetBoolean());
        (await OutcomesAsync(bridge)).Count(outcome => outcome.Outcome == "bill").ShouldBe(ehr.Bills);
    }

    [Fact]
    public async Task Over_files_it_is_assessed_as_over_the_wire()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);
        var yaml = practice.TenantYaml("http://127.0.0.1:9/fhir");
        var data = Directory.CreateDirectory(Path.Combine(bridge.Path, "export")).FullName;
        await File.WriteAllLinesAsync(Path.Combine(data, "all.ndjson"), practice.Resources.Select(resource => AsDocument(System.Text.Encoding.UTF8.GetString(resource.Json))));
        string[] assess = ["assess", "--input", data, "--tenant", Bridge.Slug, "--month", Bridge.Month];

        bridge.WriteTenant(PracticeEhr.Change(yaml, ("mapping: {}", Mapping)));
        var documents = (await bridge.RunAsync(assess)).ShouldExit(0);
        documents.Json.Select(line => (line.GetProperty("patient").GetString()!, line.GetProperty("outcome").GetString()!)).Order()
            .ShouldBe(practice.Truth.Select(truth => (truth.Patient, truth.Outcome)).Order());

        bridge.WriteTenant(yaml);
        (await bridge.RunAsync(assess)).ShouldExit(0).Json.ShouldNotContain(line => line.GetProperty("outcome").GetString() == "bill");
    }

    private static async Task<List<(string Patient, string Outcome)>> OutcomesAsync(Bridge bridge)
    {
        await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json");
        await using var session = await bridge.OpenAsync();
        return [.. (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).Select(assessment => (assessment.Patient, assessment.Outcome.ToString().ToLowerInvariant())).Order()];
    }

    private static string PlanOf(PracticeEhr ehr, string patient) => ehr.Ehr.Store.Current("DocumentReference")
        .Select(stored => JsonElement.Parse(stored.Body!)).Single(document => document.GetProperty("subject").GetProperty("reference").GetString() == patient).GetProperty("id").GetString()!;

    // The plan as an EHR has it that knows documents only, with a letter's worth of content that nobody reads.
    private static string AsDocument(string json)
    {
        var plan = JsonNode.Parse(json)!.AsObject();
        if (plan["resourceType"]!.GetValue<string>() != "CarePlan")
            return json;
        var status = plan["status"]!.GetValue<string>();
        var document = new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["id"] = plan["id"]!.DeepClone(),
            ["status"] = status is "active" or "draft" ? "current" : "superseded",
            ["docStatus"] = status == "draft" ? "preliminary" : "final",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "urn:doc-types", ["code"] = "CCM PLAN" }) },
            ["subject"] = plan["subject"]!.DeepClone(),
            ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["data"] = "UGxhbg==" } }),
        };
        if (plan["author"] is { } author)
            document["author"] = new JsonArray(author.DeepClone());
        if (plan["extension"] is { } extension)
            document["extension"] = extension.DeepClone();
        if (plan["period"] is { } period)
            document["context"] = new JsonObject { ["period"] = period.DeepClone() };
        return document.ToJsonString();
    }
}
