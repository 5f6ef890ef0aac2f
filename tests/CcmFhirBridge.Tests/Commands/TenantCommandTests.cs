using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class TenantCommandTests
{
    private const string Url = "http://127.0.0.1:9/fhir";

    [Fact]
    public async Task New_writes_a_file_that_check_leads_through_until_it_is_good()
    {
        using var bridge = new Bridge();

        var made = (await bridge.RunAsync("tenant", "new", "lakeside", "--name", "Lakeside: \"the\" practice", "--base-url", "https://ehr.lakeside.example/fhir")).ShouldExit(0);
        made.Lines.ShouldBe([bridge.Home.TenantFile("lakeside")]);
        made.ErrorLines.ShouldBe(["Fill it in, then: ccm-bridge tenant check lakeside"]);
        var wrong = (await bridge.RunAsync("tenant", "check", "lakeside")).ShouldExit(2);
        wrong.Lines.Count.ShouldBe(2);
        wrong.Lines.ShouldAllBe(line => line.StartsWith("lakeside.yaml:"));

        var file = bridge.Home.TenantFile("lakeside");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, PracticeEhr.Change(text, ("npi: \"\"", "npi: \"1234567893\""), ("tin: \"\"", "tin: \"001234567\"")));
        (await bridge.RunAsync("tenant", "check")).ShouldExit(0).Lines.ShouldBe([
            "lakeside: good",
            "  vendor generic (any FHIR R4 server): 240 requests a minute with those for tokens, 4 at once, pages of 200 by _count, a window of 3 months, 4 known codes, population: everybody whom a search shows",
            "  reads Practitioner, PractitionerRole, Organization, Location, Patient, Coverage, Consent, CarePlan, Condition, Encounter, Procedure, ChargeItem, Claim as the EHR declares",
        ]);
        (await bridge.RunAsync("tenant", "check", "lakeside", "--json")).ShouldExit(0).Lines.ShouldHaveSingleItem().ShouldStartWith("""{"tenant":"lakeside","good":true,"vendor":"generic","inForce":"240 requests""");
    }

    [Fact]
    public async Task Check_shows_what_codes_of_the_practices_own_are_read_as()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Change(PracticeEhr.Generate(12).TenantYaml(Url), ("mapping: {}", "mapping: { codes: [{ from: \"urn:oid:1.2.3|RPM\", to: ccm-program|rpm }, { from: \"|MCARE B\", to: sopt|121 }] }")));

        (await bridge.RunAsync("tenant", "check", "lakeside")).ShouldExit(0).Lines.Where(line => line.Contains("mapping.codes", StringComparison.Ordinal))
            .ShouldBe(["  reads 'urn:oid:1.2.3|RPM' as ccm-program|rpm (mapping.codes)", "  reads '|MCARE B' as sopt|121 (mapping.codes)"]);
        (await bridge.RunAsync("tenant", "check", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("codes").GetRawText()
            .ShouldBe("""[{"from":"urn:oid:1.2.3|RPM","to":"ccm-program|rpm"},{"from":"|MCARE B","to":"sopt|121"}]""");
    }

    [Fact]
    public async Task Check_says_that_plans_are_documents_where_they_are()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Change(PracticeEhr.Generate(12).TenantYaml(Url), ("mapping: {}", "mapping: { documents: plan, codes: [{ from: \"urn:oid:1.2.3|PLAN\", to: ccm-plan|ccm }] }")));

        var lines = (await bridge.RunAsync("tenant", "check", "lakeside")).ShouldExit(0).Lines;
        lines.ShouldContain("  reads a DocumentReference with a code of ccm-plan|ccm as the care plan (mapping.documents)");
        lines.ShouldContain(line => line.StartsWith("  reads Practitioner, ", StringComparison.Ordinal) && line.EndsWith(", Claim, DocumentReference as the EHR declares", StringComparison.Ordinal));
        (await bridge.RunAsync("tenant", "check", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("documents").GetString().ShouldBe("plan");
    }

    [Fact]
    public async Task Check_says_which_answers_are_the_lengths_of_sessions()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Change(PracticeEhr.Generate(12).TenantYaml(Url), ("mapping: {}", "mapping: { answers: [{ question: minutes, form: quantity }, { question: \"2.1\", questionnaire: \"http://x/q\", form: \"h:mm\" }] }")));

        var lines = (await bridge.RunAsync("tenant", "check", "lakeside")).ShouldExit(0).Lines;
        lines.ShouldContain("  reads the answer to 'minutes', written quantity such as 20 with the UCUM unit min, as the length of its encounter (mapping.answers)");
        lines.ShouldContain("  reads the answer to '2.1' of http://x/q, written h:mm such as 1:05, as the length of its encounter (mapping.answers)");
        lines.ShouldContain(line => line.StartsWith("  reads Practitioner, ", StringComparison.Ordinal) && line.EndsWith(", Claim, QuestionnaireResponse as the EHR declares", StringComparison.Ordinal));
        (await bridge.RunAsync("tenant", "check", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("answers").GetRawText()
            .ShouldBe("""[{"question":"minutes","form":"quantity"},{"question":"2.1","questionnaire":"http://x/q","form":"h:mm"}]""");
    }

    [Fact]
    public async Task New_leaves_a_file_that_is_there_as_it_is()
    {
        using var bridge = new Bridge();
        var file = bridge.WriteTenant("mine");

        var again = (await bridge.RunAsync("tenant", "new", "lakeside")).ShouldExit(2);

        again.ErrorLines.ShouldBe([$"ccm-bridge: {file} exists already and is left as it is."]);
        (await File.ReadAllTextAsync(file)).ShouldBe("mine");
    }

    [Theory]
    [InlineData("ehr.lakeside.example/fhir")]
    [InlineData("ftp://ehr.lakeside.example/fhir")]
    public async Task New_refuses_what_is_no_address_of_an_EHR(string url)
    {
        using var bridge = new Bridge();

        var refused = (await bridge.RunAsync("tenant", "new", "lakeside", "--base-url", url)).ShouldExit(2);

        refused.ErrorLines.ShouldBe([$"ccm-bridge: --base-url '{url}' is no address of an EHR. Write such as https://ehr.example/fhir."]);
        File.Exists(bridge.Home.TenantFile("lakeside")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Lakeside")]
    [InlineData("../outside")]
    [InlineData("a")]
    [InlineData("health")]
    public async Task New_refuses_what_cannot_be_a_slug_and_writes_nothing(string slug)
    {
        using var bridge = new Bridge();

        var refused = (await bridge.RunAsync("tenant", "new", slug)).ShouldExit(2);

        refused.ErrorLines.ShouldHaveSingleItem().ShouldStartWith($"ccm-bridge: '{slug}' cannot be the slug: ");
        Directory.EnumerateFileSystemEntries(bridge.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_shows_every_good_tenant_on_standard_output_and_what_is_wrong_on_standard_error()
    {
        using var bridge = new Bridge();
        var yaml = PracticeEhr.Generate(12).TenantYaml(Url);
        bridge.WriteTenant(yaml);
        bridge.WriteTenant(PracticeEhr.Change(yaml, ("tenant: lakeside", "tenant: hilltop"), (Url, "http://127.0.0.1:10/fhir"), ("  firstMonth: 2026-04\n", string.Empty)), "hilltop");
        bridge.WriteTenant("tenant: broken", "broken");

        var machines = (await bridge.RunAsync("tenant", "list", "--json")).ShouldExit(2);
        var people = (await bridge.RunAsync("tenant", "list")).ShouldExit(2);

        machines.Lines.ShouldBe(
        [
            """{"tenant":"hilltop","name":"Lakeside Family Practice","baseUrl":"http://127.0.0.1:10/fhir","timeZone":"America/New_York","firstMonth":null,"paused":false}""",
            """{"tenant":"lakeside","name":"Lakeside Family Practice","baseUrl":"http://127.0.0.1:9/fhir","timeZone":"America/New_York","firstMonth":"2026-04","paused":false}""",
        ]);
        machines.ErrorLines.ShouldAllBe(line => line.StartsWith("broken.yaml:1:"));
        people.Out.ShouldContain("shadow mode");
        people.Out.ShouldNotContain("broken");
    }

    [Fact]
    public async Task Check_without_a_tenant_says_how_to_make_one()
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("tenant", "check")).ShouldExit(2)
            .ErrorLines.ShouldBe([$"ccm-bridge: {bridge.Home.Tenants} holds no tenant file. Create one with 'ccm-bridge tenant new'."]);
    }

    [Fact]
    public async Task Check_reports_a_problem_to_machines_with_file_line_code_and_message()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Change(PracticeEhr.Generate(12).TenantYaml(Url), ("closeOn", "closeOnn")));

        var problem = (await bridge.RunAsync("tenant", "check", "--json")).ShouldExit(2).Json.ShouldHaveSingleItem();

        problem.EnumerateObject().Select(member => member.Name).ShouldBe(["file", "line", "code", "message"]);
        problem.GetProperty("message").GetString().ShouldBe("unknown key 'billing.closeOnn'. Did you mean 'closeOn'?");
    }

    [Fact]
    public async Task Schema_prints_the_schema_that_new_puts_beside_the_tenants()
    {
        using var bridge = new Bridge();
        (await bridge.RunAsync("tenant", "new", "lakeside")).ShouldExit(0);

        var schema = (await bridge.RunAsync("tenant", "schema")).ShouldExit(0).Out;

        JsonElement.Parse(schema).GetProperty("properties").TryGetProperty("timeZone", out _).ShouldBeTrue();
        schema.TrimEnd().ShouldBe((await File.ReadAllTextAsync(Path.Combine(bridge.Home.Tenants, "tenant.schema.json"))).TrimEnd());
    }
}
