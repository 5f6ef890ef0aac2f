using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What an EHR labels as confidential counts, is counted, and is told to nobody.</summary>
public sealed class SecurityLabelTests
{
    [Theory]
    [InlineData("R")]
    [InlineData("42CFRPart2")]
    public async Task The_code_of_a_labelled_condition_is_on_no_claim_and_the_label_is_told(string label)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        var labelled = ehr.Ehr.Store.Current("Condition").Select(stored => JsonElement.Parse(stored.Body!))
            .Where(condition => condition.GetProperty("subject").GetProperty("reference").GetString() == patient).ToList();
        ehr.Ehr.Quirks.Add(new PageQuirk("Condition", (_, page) =>
        {
            foreach (var entry in page["entry"]!.AsArray().Where(entry => entry!["resource"]!["subject"]!["reference"]!.GetValue<string>() == patient))
                entry!["resource"]!["meta"]!["security"] = new JsonArray(new JsonObject { ["code"] = label });
        }));

        await bridge.CloseAsync();

        var explained = (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).Out;
        explained.ShouldContain("gap.security-label");
        explained.ShouldContain("diagnoses.billable");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(
            ehr.Practice.Truth.Where(truth => truth.Outcome == "bill" && truth.Patient != patient).Select(truth => truth.Patient).Order(StringComparer.Ordinal));
        labelled.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task One_labelled_condition_beside_enough_others_is_left_out()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        ehr.Ehr.Store.Put("Condition", "labelled", JsonElement.Parse($$"""
            {"resourceType":"Condition","id":"labelled","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SUD"}]},
             "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
             "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}]}],
             "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F11.20"}]},"subject":{"reference":"{{patient}}"} }
            """));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        ehr.Ours("Claim").ShouldAllBe(claim => !Encoding.UTF8.GetString(claim.Body!).Contains("F11", StringComparison.Ordinal));
        (await bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug)).Out.ShouldContain("gap.security-label");
    }

    [Fact]
    public async Task Time_under_a_label_counts_and_every_bill_is_there()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        ehr.Ehr.Quirks.Add(new PageQuirk("Encounter", (_, page) =>
        {
            foreach (var entry in page["entry"]!.AsArray())
                entry!["resource"]!["meta"]!["security"] = new JsonArray(new JsonObject { ["code"] = "R" });
        }));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
    }
}
