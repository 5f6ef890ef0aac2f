using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Writes the practice itself: organisations, people, roles.</summary>
internal static class PracticeWriter
{
    public const string Tin = "001234567";

    public static string Npi { get; } = Fhir.NpiOf(9001);

    public static IEnumerable<JsonObject> Write(Staff staff)
    {
        yield return Lakeside();
        yield return Payer("medicare", "Synthetic Medicare contractor");
        yield return Payer("advantage-plan", "Synthetic Advantage plan");
        foreach (var member in staff.Known.Append(Staff.Unknown))
            yield return Practitioner(member);
        foreach (var member in staff.Known)
            yield return Role(member);
    }

    private static JsonObject Lakeside() => new()
    {
        ["resourceType"] = "Organization",
        ["id"] = "lakeside",
        ["identifier"] = new JsonArray(Fhir.Identifier(Fhir.Npi, Npi), Fhir.Identifier(Fhir.Tin, Tin)),
        ["active"] = true,
        ["type"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "organization-type", "prov", "Healthcare provider")),
        ["name"] = "Lakeside Family Practice",
        ["address"] = new JsonArray(new JsonObject
        {
            ["line"] = new JsonArray("100 Example Way"),
            ["city"] = "Lakeside",
            ["state"] = "NY",
            ["postalCode"] = "12345",
        }),
    };

    private static JsonObject Payer(string id, string name) => new()
    {
        ["resourceType"] = "Organization",
        ["id"] = id,
        ["active"] = true,
        ["type"] = new JsonArray(Fhir.Concept(Fhir.Terminology + "organization-type", "pay", "Payer")),
        ["name"] = name,
    };

    private static JsonObject Practitioner(StaffMember member)
    {
        var practitioner = new JsonObject { ["resourceType"] = "Practitioner", ["id"] = member.Id };
        if (member.Npi is not null)
            practitioner["identifier"] = new JsonArray(Fhir.Identifier(Fhir.Npi, member.Npi));
        practitioner["active"] = true;
        practitioner["name"] = new JsonArray(new JsonObject { ["family"] = member.Family, ["given"] = new JsonArray(member.Given) });
        if (member.Credential is not null)
            practitioner["qualification"] = new JsonArray(new JsonObject { ["code"] = Fhir.Concept(Fhir.Terminology + "v2-0360", member.Credential) });
        return practitioner;
    }

    private static JsonObject Role(StaffMember member)
    {
        var (taxonomy, label) = member.Credential switch
        {
            "MD" => ("207Q00000X", "Family medicine physician"),
            "NP" => ("363LF0000X", "Family nurse practitioner"),
            "RN" => ("163W00000X", "Registered nurse"),
            "LPN" => ("164W00000X", "Licensed practical nurse"),
            "CMA" => (null, "Certified medical assistant"),
            _ => (null, "Receptionist"),
        };
        var code = taxonomy is null ? new JsonObject() : Fhir.Concept("http://nucc.org/provider-taxonomy", taxonomy, label);
        code["text"] = label;
        return new JsonObject
        {
            ["resourceType"] = "PractitionerRole",
            ["id"] = "role-" + member.Id,
            ["active"] = true,
            ["practitioner"] = Fhir.Reference(member.Reference),
            ["organization"] = Fhir.Reference("Organization/lakeside"),
            ["code"] = new JsonArray(code),
        };
    }
}
