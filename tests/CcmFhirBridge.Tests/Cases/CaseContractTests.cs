using System.Text.Json.Nodes;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>The line of <c>assess</c> as others read it: names, nulls, decimals and citations (DESIGN §6).</summary>
public sealed class CaseContractTests
{
    private const string Nurse = "entry e1 by=rn-s at=2026-04-14T10:00 for=40:00 version=3";

    [Fact]
    public async Task A_line_has_the_members_of_the_contract_in_their_order()
    {
        var line = (await LinesAsync(Nurse))["p1"];

        Names(line).ShouldBe([
            "tenant", "patient", "month", "outcome", "billingPractitioner", "renderingNpi", "payer", "placeOfService", "diagnoses",
            "lines", "seconds", "findings", "gaps", "next", "alternatives", "rulePack", "tenantRevision", "engine",
        ]);
        Names(line["lines"]![0]!).ShouldBe(["code", "units", "dateOfService", "charge", "amount"]);
        Names(line["seconds"]!).ShouldBe(["clinicalStaff", "practitioner", "pooled", "excluded", "surplus", "excludedBy"]);
        Names(line["findings"]![0]!).ShouldBe(["rule", "result", "severity", "message", "source", "evidence"]);
        line["rulePack"]!.GetValue<string>().ShouldStartWith("us-medicare-ccm@");
        line["tenantRevision"]!.GetValue<string>().ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task Money_has_two_places_and_what_is_not_known_is_null()
    {
        var output = await OutputAsync(Nurse);
        output.ShouldContain("\"charge\":125.00,\"amount\":66.13");
        (await OutputAsync(Nurse, "billing locality 10112-00")).ShouldContain("\"charge\":125.00,\"amount\":null");
        (await OutputAsync(Nurse, "no coverage cov1")).ShouldContain("\"payer\":null");
    }

    [Fact]
    public async Task Evidence_cites_the_version_where_there_is_one()
    {
        var line = (await LinesAsync(
            "consent cons1 start=2026-01-05T09:00 by=dr-a told=yes version=7", "entry e1 by=rn-s at=2026-04-14T10:00 for=40:00 length=20 version=3"))["p1"];

        Evidence(line, "consent.active").ShouldBe(["Consent/cons1/_history/7"]);
        Evidence(line, "time.length").ShouldBe(["Encounter/e1/_history/3"]);
        Evidence(line, "care-plan.in-force").ShouldBe(["CarePlan/plan1"]);
    }

    [Fact]
    public async Task Every_Patient_has_one_line_and_nobody_else_has_any()
    {
        var output = await OutputAsync(Nurse, "patient p2", "patient p10", "condition c9 icd=I10 of=nobody");

        CaseRun.ByPatient(output).Keys.ShouldBe(["p1", "p10", "p2"]);
        CaseRun.ByPatient(output)["p2"]["outcome"]!.GetValue<string>().ShouldBe("none");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_held_says_what_to_do_and_who_can_do_it()
    {
        var line = (await LinesAsync(Nurse, "no visit v1"))["p1"];

        var step = line["next"]!.AsArray().Single(step => step!["rule"]!.GetValue<string>() == "visit.initiating")!;
        Names(step).ShouldBe(["rule", "action", "by"]);
        step["by"]!.GetValue<string>().ShouldBe("billing practitioner");
    }

    [Fact]
    public async Task Every_failed_check_is_reported_and_not_only_the_first()
    {
        var line = (await LinesAsync(Nurse, "no consent cons1", "no visit v1", "condition c2 icd=E11.22"))["p1"];

        line["findings"]!.AsArray().Where(finding => finding!["result"]!.GetValue<string>() == "not-met").Select(finding => finding!["rule"]!.GetValue<string>())
            .ShouldBe(["consent.active", "visit.initiating", "conditions.two-groups", "diagnoses.billable"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_gap_names_its_resource_and_its_place()
    {
        var line = (await LinesAsync(Nurse, "condition c2 icd=I10 onset=2020-02-31"))["p1"];

        var gap = line["gaps"]!.AsArray().Single()!;
        Names(gap).ShouldBe(["code", "source", "path", "message"]);
        gap["source"]!.GetValue<string>().ShouldBe("Condition/c2");
        gap["path"]!.GetValue<string>().ShouldBe("$.onsetDateTime");
    }

    private static async Task<string> OutputAsync(params string[] lines)
    {
        using var run = new CaseRun(lines);
        var (exit, output, errors) = await run.AssessAsync();
        exit.ShouldBe(0, errors);
        return output;
    }

    private static async Task<Dictionary<string, JsonObject>> LinesAsync(params string[] lines) => CaseRun.ByPatient(await OutputAsync(lines));

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(pair => pair.Key);

    private static IEnumerable<string> Evidence(JsonObject line, string rule) =>
        line["findings"]!.AsArray().Single(finding => finding!["rule"]!.GetValue<string>() == rule)!["evidence"]!.AsArray().Select(source => source!.GetValue<string>());
}
