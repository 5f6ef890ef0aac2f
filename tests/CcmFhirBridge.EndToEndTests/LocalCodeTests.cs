using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A practice whose EHR writes codes of its own only, and whose tenant file says what they mean.</summary>
public sealed class LocalCodeTests
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir/CodeSystem/";
    private const string Types = "https://ehr.lakeside.example/visit-types";

    private const string Table = """
        mapping:
          codes:
            - { from: "https://ehr.lakeside.example/visit-types|CARE-PLAN-DEVELOPMENT", to: ccm-activity|care-plan-development }
            - { from: "https://ehr.lakeside.example/visit-types|MEDICATION-MANAGEMENT", to: ccm-activity|medication-management }
            - { from: "https://ehr.lakeside.example/visit-types|CARE-COORDINATION", to: ccm-activity|care-coordination }
            - { from: "https://ehr.lakeside.example/visit-types|PATIENT-COMMUNICATION", to: ccm-activity|patient-communication }
            - { from: "https://ehr.lakeside.example/visit-types|CAREGIVER-COMMUNICATION", to: ccm-activity|caregiver-communication }
            - { from: "https://ehr.lakeside.example/visit-types|TRANSITION-MANAGEMENT", to: ccm-activity|transition-management }
            - { from: "https://ehr.lakeside.example/visit-types|PATIENT-EDUCATION", to: ccm-activity|patient-education }
            - { from: "https://ehr.lakeside.example/visit-types|RECORD-REVIEW", to: ccm-activity|record-review }
            - { from: "https://ehr.lakeside.example/visit-types|SYMPTOM-MONITORING", to: ccm-activity|symptom-monitoring }
            - { from: "https://ehr.lakeside.example/visit-types|DOCUMENTATION", to: ccm-activity|documentation }
            - { from: "https://ehr.lakeside.example/visit-types|SCHEDULING", to: ccm-activity|scheduling }
            - { from: "https://ehr.lakeside.example/visit-types|INSURANCE-ADMINISTRATION", to: ccm-activity|insurance-administration }
            - { from: "https://ehr.lakeside.example/visit-types|CONTACT-ATTEMPT", to: ccm-activity|contact-attempt }
            - { from: "|PROG CCM", to: ccm-program|ccm }
            - { from: "|PROG RPM", to: ccm-program|rpm }
            - { from: "|PROG RTM", to: ccm-program|rtm }
            - { from: "|PROG BHI", to: ccm-program|bhi }
            - { from: "|PROG PCM", to: ccm-program|pcm }
            - { from: "|PROG TCM", to: ccm-program|tcm }
            - { from: "urn:oid:1.2.3|SNF", to: ccm-stay|snf-part-a }
            - { from: "urn:oid:1.2.3|HOSPICE", to: ccm-stay|hospice }
            - { from: "urn:oid:1.2.3|INPATIENT", to: v3-ActCode|IMP }
            - { from: "urn:oid:1.2.4|WORKED", to: v3-ParticipationType|PPRF }
            - { from: "https://ehr.lakeside.example/forms|CHRONIC CARE", to: ccm-consent|ccm }
            - { from: "https://ehr.lakeside.example/plans|CHRONIC", to: ccm-plan|ccm }
            - { from: "|MCARE B", to: sopt|121 }
            - { from: "|MCARE ADV", to: sopt|112 }
        """;

    [Fact]
    public async Task It_bills_what_the_same_practice_bills_with_our_codes()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, rewrite: Local);
        ehr.Ehr.Store.Current("Encounter").ShouldAllBe(encounter => !Text(encounter.Body!).Contains(Ours, StringComparison.Ordinal));
        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Table)));

        await bridge.CloseAsync();

        ehr.ShouldHoldEveryBillOnce();
        await using var session = await bridge.OpenAsync();
        (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).Select(assessment => (assessment.Patient, assessment.Outcome.ToString().ToLowerInvariant()))
            .ShouldBe(ehr.Practice.Truth.Select(truth => (truth.Patient, truth.Outcome)), ignoreOrder: true);
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        var explained = (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0);
        explained.Lines.Where(line => line.StartsWith("Understood by the practice's table of codes (mapping.codes): 1 CarePlan (CarePlan/", StringComparison.Ordinal)).ShouldHaveSingleItem();
        explained.Out.ShouldNotContain("gap.code-mapped");
        (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).Out.ShouldContain("gap.code-mapped");
    }

    [Fact]
    public async Task A_table_that_is_written_later_reads_what_is_stored_once_more()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, rewrite: Local);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        (await BillableAsync(bridge)).ShouldBeEmpty();
        var bills = ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).Order(StringComparer.Ordinal).ToList();

        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Table)));
        (await bridge.SyncAsync()).ShouldExit(0).Json.ShouldAllBe(type => type.GetProperty("added").GetInt32() + type.GetProperty("changed").GetInt32() == 0);
        (await BillableAsync(bridge)).ShouldBe(bills);

        bridge.WriteTenant(ehr.Yaml(("mapping: {}", Table.Replace("|MCARE B", "|MCARE A", StringComparison.Ordinal))));
        (await bridge.SyncAsync()).ShouldExit(0);
        (await BillableAsync(bridge)).ShouldBeEmpty("the payer is not told any more");
        bills.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Over_files_every_second_and_every_check_is_told_as_with_our_codes()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);
        practice.WriteTo(Path.Combine(bridge.Path, "export"));
        var data = Path.Combine(bridge.Path, "export", "data");
        var yaml = practice.TenantYaml("http://127.0.0.1:9/fhir");
        bridge.WriteTenant(yaml);
        string[] assess = ["assess", "--input", data, "--tenant", Bridge.Slug, "--month", Bridge.Month, "--explain"];
        var native = (await bridge.RunAsync(assess)).ShouldExit(0);

        foreach (var file in Directory.EnumerateFiles(data, "*.ndjson"))
            await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Select(Local));
        bridge.WriteTenant(PracticeEhr.Change(yaml, ("mapping: {}", Table)));
        var local = (await bridge.RunAsync(assess)).ShouldExit(0);

        native.Lines.Count.ShouldBe(PracticeEhr.EveryStory);
        local.Lines.Select(Told).ShouldBe(native.Lines.Select(Told));
        local.ErrorLines.ShouldContain(line => line.StartsWith("Gaps: gap.code-mapped × ", StringComparison.Ordinal));
        native.ErrorLines.ShouldNotContain(line => line.Contains("gap.code-mapped", StringComparison.Ordinal));
    }

    // The file of the tenant is another one, and what its table understood is told beside the rest.
    private static string Told(string line)
    {
        var assessment = JsonNode.Parse(line)!.AsObject();
        assessment.Remove("tenantRevision");
        assessment["gaps"] = new JsonArray([.. assessment["gaps"]!.AsArray().Where(gap => gap!["code"]!.GetValue<string>() != "gap.code-mapped").Select(gap => gap!.DeepClone())]);
        return assessment.ToJsonString();
    }

    private static async Task<IEnumerable<string>> BillableAsync(Bridge bridge)
    {
        await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json");
        await using var session = await bridge.OpenAsync();
        return (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).Where(assessment => assessment.Outcome == Domain.Assessments.Outcome.Bill)
            .Select(assessment => assessment.Patient).Order(StringComparer.Ordinal).ToList();
    }

    // The resource as an EHR that knows nothing of us writes it: each code of ours, and each published one that the table names, is its own.
    private static string Local(string json)
    {
        var resource = JsonNode.Parse(json)!;
        Rewrite(resource);
        return resource.ToJsonString();
    }

    private static void Rewrite(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Rewrite(item);
        }
        else if (node is JsonObject one)
        {
            if (one["system"] is JsonValue system && one["code"] is JsonValue code)
                Rename(one, system.GetValue<string>(), code.GetValue<string>());
            foreach (var (_, value) in one)
                Rewrite(value);
        }
    }

    private static void Rename(JsonObject coding, string system, string code)
    {
        var (local, own) = (system[(system.LastIndexOf('/') + 1)..], code) switch
        {
            ("ccm-activity", _) => (Types, code.ToUpperInvariant()),
            ("ccm-program", _) => (null, "PROG " + code.ToUpperInvariant()),
            ("ccm-stay", "snf-part-a") => ("urn:oid:1.2.3", "SNF"),
            ("ccm-stay", _) => ("urn:oid:1.2.3", "HOSPICE"),
            ("v3-ActCode", "IMP") => ("urn:oid:1.2.3", "INPATIENT"),
            ("v3-ParticipationType", "PPRF") => ("urn:oid:1.2.4", "WORKED"),
            ("ccm-consent", _) => ("https://ehr.lakeside.example/forms", "CHRONIC CARE"),
            ("ccm-plan", _) => ("https://ehr.lakeside.example/plans", "CHRONIC"),
            ("sopt", "121") => (null, "MCARE B"),
            ("sopt", "112") => (null, "MCARE ADV"),
            _ => (system, code),
        };
        coding["code"] = own;
        if (local is null)
            coding.Remove("system");
        else
            coding["system"] = local;
    }

    private static string Text(byte[] body) => System.Text.Encoding.UTF8.GetString(body);
}
