using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>Systems and small pieces of FHIR that the generated resources share. Written down here on its own: the generator must not lean on the product.</summary>
internal static class Fhir
{
    public const string Base = "https://ccmfhirbridge.dev/fhir";
    public const string Activity = Base + "/CodeSystem/ccm-activity";
    public const string Program = Base + "/CodeSystem/ccm-program";
    public const string ConsentCategory = Base + "/CodeSystem/ccm-consent";
    public const string PlanCategory = Base + "/CodeSystem/ccm-plan";
    public const string Cpt = "http://www.ama-assn.org/go/cpt";
    public const string Hcpcs = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string Npi = "http://hl7.org/fhir/sid/us-npi";
    public const string Tin = "urn:oid:2.16.840.1.113883.4.4";
    public const string Mbi = "http://hl7.org/fhir/sid/us-mbi";
    public const string Mrn = "https://lakeside.example/mrn";
    public const string Icd = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Snomed = "http://snomed.info/sct";
    public const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    public static string Extension(string name) => $"{Base}/StructureDefinition/{name}";

    public static JsonObject Coding(string system, string code, string? display = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null)
            coding["display"] = display;
        return coding;
    }

    public static JsonObject Concept(params JsonObject[] codings) => new() { ["coding"] = new JsonArray([.. codings]) };

    public static JsonObject Concept(string system, string code, string? display = null) => Concept(Coding(system, code, display));

    public static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    public static JsonObject Identifier(string system, string value) => new() { ["system"] = system, ["value"] = value };

    public static JsonObject Flag(string url, bool value) => new() { ["url"] = url, ["valueBoolean"] = value };

    public static JsonObject Period(DateTimeOffset start, DateTimeOffset? end)
    {
        var period = new JsonObject { ["start"] = Time(start) };
        if (end is { } till)
            period["end"] = Time(till);
        return period;
    }

    /// <summary>A dateTime with its own offset; UTC is written as Z.</summary>
    public static string Time(DateTimeOffset at) =>
        at.ToString(at.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A National Provider Identifier with a right check digit, out of a block that is not in use.</summary>
    public static string NpiOf(int serial)
    {
        var digits = (199_990_000 + serial).ToString(CultureInfo.InvariantCulture);
        var sum = 24;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            var doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return digits + (((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture));
    }
}
