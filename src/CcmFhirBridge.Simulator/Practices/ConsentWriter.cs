using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Writes what the patient agreed to, or not.</summary>
internal static class ConsentWriter
{
    public static JsonObject Write(Chart chart)
    {
        var provision = new JsonObject();
        if (chart.Consent == ConsentShape.Rejected)
            provision["type"] = "deny";
        else
            provision["period"] = Fhir.Period(chart.ConsentGiven, chart.ConsentEnded);
        return new JsonObject
        {
            ["resourceType"] = "Consent",
            ["id"] = $"consent-{chart.Key}",
            ["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = Fhir.Extension("ccm-disclosures"),
                ["extension"] = new JsonArray(
                    Fhir.Flag("availability", true), Fhir.Flag("costSharing", true), Fhir.Flag("singlePractitioner", true), Fhir.Flag("rightToStop", true)),
            }),
            ["status"] = chart.Consent switch { ConsentShape.Rejected => "rejected", ConsentShape.Withdrawn => "inactive", _ => "active" },
            ["scope"] = Fhir.Concept(Fhir.Terminology + "consentscope", "treatment"),
            ["category"] = new JsonArray(Fhir.Concept(Fhir.ConsentCategory, "ccm", "Chronic care management")),
            ["patient"] = Fhir.Reference(chart.PatientReference),
            ["dateTime"] = Fhir.Time(chart.ConsentGiven),
            ["organization"] = new JsonArray(Fhir.Reference("Organization/lakeside")),
            ["provision"] = provision,
        };
    }
}
