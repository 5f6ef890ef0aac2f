using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>Whose rules a payer is billed by, as the commands show it: rules, tenant check, close and explain.</summary>
public sealed class PayerCommandTests : IDisposable
{
    private const string Overlay = """
        id: acme-plan
        extends: us-medicare-ccm
        payer: medicare-advantage
        first_month: 2026-01
        verified_through: 2026-12-31
        citations:
          - { id: acme-manual, title: "ACME provider manual" }
        codes:
          "99439":
            confidence: primary
            units_per_month_max:
              unit: unit
              values:
                2026-01-01: { value: 1, source: [acme-manual] }

        """;

    private const string Payers = """

        payers:
          - { payer: medicare-advantage, rules: acme-plan, confirmedBy: billing desk, confirmedOn: 2026-01-15 }
          - { payer: commercial, payor: Organization/hill, rules: us-medicare-ccm, confirmedBy: billing desk, confirmedOn: 2026-01-15 }

        """;

    private const string Tenant = """
        tenant: lakeside
        name: Lakeside Family Practice
        timeZone: America/New_York
        ehr:
          baseUrl: https://ehr.lakeside.example/fhir
        billing:
          organization: { name: Lakeside, npi: "1234567893", tin: "123456789" }
        """;

    private readonly Bridge _bridge = new();

    public void Dispose() => _bridge.Dispose();

    [Theory]
    [InlineData("medicare-advantage", "^acme-plan@[0-9a-f]{12}$", 1)]
    [InlineData("Organization/hill", "^us-medicare-ccm@[0-9a-f]{12}$", 2)]
    public async Task Rules_show_prints_what_a_payer_is_billed_by(string payer, string version, int most)
    {
        Practice();

        var month = (await _bridge.RunAsync("rules", "show", "--tenant", "lakeside", "--payer", payer, "--on", "2026-04", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();

        month.GetProperty("rulePack").GetString()!.ShouldMatch(version);
        month.GetProperty("codes").EnumerateArray().Single(code => code.GetProperty("code").GetString() == "99439").GetProperty("unitsMost").GetInt32().ShouldBe(most);
    }

    [Theory]
    [InlineData(new[] { "--tenant", "lakeside", "--payer", "commercial" }, "lakeside names no payer 'commercial'. It names: medicare-advantage, Organization/hill.")]
    [InlineData(new[] { "--payer", "commercial" }, "--tenant and --payer go together")]
    [InlineData(new[] { "--tenant", "lakeside" }, "--tenant and --payer go together")]
    [InlineData(new[] { "--tenant", "lakeside", "--payer", "medicare-advantage", "--pack", "acme" }, "Name one of the two.")]
    public async Task A_wrong_question_says_what_to_ask(string[] options, string words)
    {
        Practice();

        (await _bridge.RunAsync(["rules", "show", .. options])).ShouldExit(2).Error.ShouldContain(words);
    }

    [Fact]
    public async Task A_practice_that_names_no_payer_says_so()
    {
        _bridge.WriteTenant(Tenant);

        (await _bridge.RunAsync("rules", "show", "--tenant", "lakeside", "--payer", "commercial")).ShouldExit(2).Error.ShouldContain("only Medicare Part B is billed");
    }

    [Fact]
    public async Task Lint_and_show_take_an_overlay_by_its_file()
    {
        _bridge.Write("acme-plan.yaml", Overlay);

        (await _bridge.RunAsync("rules", "lint", "--pack", "acme-plan.yaml")).ShouldExit(0).Out.ShouldBe("1 file, 1 dated value. Nothing is wrong.\n");
        (await _bridge.RunAsync("rules", "show", "--pack", "acme-plan.yaml", "--code", "99439")).ShouldExit(0).Out.ShouldContain("acme-manual");
        _bridge.Write("acme-plan.yaml", Overlay.Replace("value: 1", "value: 0", StringComparison.Ordinal));
        (await _bridge.RunAsync("rules", "lint", "--pack", "acme-plan.yaml")).ShouldExit(2).Error.ShouldContain("acme-plan.yaml:14: 'codes.99439.units_per_month_max.values.2026-01-01.value' is 0: use 1 to 99.");
    }

    [Fact]
    public async Task Tenant_check_names_the_mistake_of_an_overlay()
    {
        Practice(Overlay.Replace("acme-manual]", "acme]", StringComparison.Ordinal));

        (await _bridge.RunAsync("tenant", "check", "lakeside")).ShouldExit(2).Out
            .ShouldStartWith("lakeside.yaml:10: payers/acme-plan.yaml:14: 'units_per_month_max' names the source 'acme'");
    }

    [Fact]
    public async Task A_closed_month_keeps_the_overlay_that_it_was_closed_with()
    {
        await using var ehr = await PracticeEhr.StartAsync(_bridge.Clock);
        Practice(tenant: ehr.Yaml());
        var patient = ehr.Practice.Truth.First(truth => truth.Scenario == "medicare-advantage").Patient;
        await _bridge.CloseAsync();
        var closed = await ExplainAsync(patient);
        closed.ShouldContain("\"outcome\":\"bill\"");
        closed.ShouldContain("\"payer\":\"medicare-advantage\",\"payor\":\"Organization/advantage-plan\"");
        (await _bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", "lakeside")).Out.ShouldContain("paid by Organization/advantage-plan (medicare-advantage)");
        closed.ShouldMatch("\"rulePack\":\"acme-plan@[0-9a-f]{12}\"");

        Practice(Overlay.Replace("codes:\n", "codes:\n  \"99490\":\n    confidence: primary\n    paid:\n      values:\n        2026-01-01: { value: false, source: [acme-manual] }\n", StringComparison.Ordinal), ehr.Yaml());

        (await ExplainAsync(patient)).ShouldBe(closed);
        (await _bridge.RunAsync("explain", patient, "2026-05", "--tenant", "lakeside", "--json")).Out.ShouldNotContain(RulePackOf(closed));
    }

    private async Task<string> ExplainAsync(string patient) =>
        (await _bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", "lakeside", "--json")).ShouldExit(0).Out;

    private static string RulePackOf(string line) => line.Substring(line.IndexOf("acme-plan@", StringComparison.Ordinal), "acme-plan@".Length + 12);

    private void Practice(string overlay = Overlay, string tenant = Tenant)
    {
        var folder = Path.GetDirectoryName(_bridge.WriteTenant(tenant.TrimEnd() + "\n" + Payers))!;
        Directory.CreateDirectory(Path.Combine(folder, "payers"));
        File.WriteAllText(Path.Combine(folder, "payers", "acme-plan.yaml"), overlay);
    }
}
