using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Writes the comprehensive care plan.</summary>
internal static class PlanWriter
{
    public static JsonObject Write(Chart chart)
    {
        var extensions = new JsonArray(new JsonObject { ["url"] = Fhir.Extension("ccm-plan-shared"), ["valueDateTime"] = Fhir.Day(chart.PlanDay) });
        if (chart.Attested)
            extensions.Add((JsonNode)Attestation(chart));
        var addresses = new JsonArray();
        for (var i = 0; i < chart.Problems.Count; i++)
            addresses.Add((JsonNode)Fhir.Reference($"Condition/{ChartWriter.ConditionId(chart, i)}"));
        return new JsonObject
        {
            ["resourceType"] = "CarePlan",
            ["id"] = $"plan-{chart.Key}",
            ["extension"] = extensions,
            ["status"] = "active",
            ["intent"] = "plan",
            ["category"] = new JsonArray(
                Fhir.Concept(Fhir.PlanCategory, "ccm", "Chronic care management"),
                Fhir.Concept("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan")),
            ["title"] = "Comprehensive care plan",
            ["subject"] = Fhir.Reference(chart.PatientReference),
            ["period"] = new JsonObject { ["start"] = Fhir.Day(chart.PlanDay) },
            ["created"] = Fhir.Day(chart.PlanDay),
            ["author"] = Fhir.Reference(chart.Billing.Reference),
            ["addresses"] = addresses,
        };
    }

    private static JsonObject Attestation(Chart chart) => new()
    {
        ["url"] = Fhir.Extension("ccm-attestation"),
        ["extension"] = new JsonArray(
            new JsonObject { ["url"] = "attester", ["valueReference"] = Fhir.Reference(chart.Billing.Reference) },
            new JsonObject { ["url"] = "date", ["valueDateTime"] = Fhir.Day(chart.PlanDay) },
            Fhir.Flag("expectedDuration", true),
            Fhir.Flag("significantRisk", true)),
    };
}
