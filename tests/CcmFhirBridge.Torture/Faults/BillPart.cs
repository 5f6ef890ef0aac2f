using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>A Claim or one of its charges, as the generator's answers name it; whatever a resource is called in the EHR, this says what it bills.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Lines">What is billed: codes and units.</param>
internal sealed record BillPart(string Type, string Patient, string Lines)
{
    private const string Systems = "https://ccmfhirbridge.dev/fhir/identifier/";

    public bool IsClaim => Type == "Claim";

    /// <summary>The Claim of a bill.</summary>
    public static BillPart ClaimOf(PatientTruth bill) =>
        new("Claim", bill.Patient, string.Join(' ', bill.Lines.Select(line => Line(line.Code, line.Units)).Order(StringComparer.Ordinal)));

    /// <summary>The charges of a bill.</summary>
    public static IEnumerable<BillPart> ChargesOf(PatientTruth bill) => bill.Lines.Select(line => new BillPart("ChargeItem", bill.Patient, Line(line.Code, line.Units)));

    /// <summary>What a resource bills; null when it does not carry an identifier of the bridge's.</summary>
    public static BillPart? Of(JsonElement resource)
    {
        var type = resource.GetProperty("resourceType").GetString()!;
        if (type is not ("Claim" or "ChargeItem") || !resource.TryGetProperty("identifier", out var identifiers)
            || !identifiers.EnumerateArray().Any(identifier => identifier.GetProperty("system").GetString()!.StartsWith(Systems, StringComparison.Ordinal)))
            return null;
        return type == "Claim"
            ? new(type, Reference(resource, "patient"), string.Join(' ', resource.GetProperty("item").EnumerateArray()
                .Select(item => Line(Code(item.GetProperty("productOrService")), Units(item))).Order(StringComparer.Ordinal)))
            : new(type, Reference(resource, "subject"), Line(Code(resource.GetProperty("code")), Units(resource)));
    }

    /// <summary>What a request writes: itself, or the entries of its transaction.</summary>
    public static IEnumerable<BillPart> Written(ReadOnlyMemory<byte> body)
    {
        var root = JsonElement.Parse(body.Span);
        var resources = root.TryGetProperty("entry", out var entries) ? entries.EnumerateArray().Select(entry => entry.GetProperty("resource")) : [root];
        return resources.Select(Of).OfType<BillPart>();
    }

    public static string Line(string code, int units) => string.Create(CultureInfo.InvariantCulture, $"{code}x{units}");

    public override string ToString() => $"{Type} of {Patient} ({Lines})";

    private static string Reference(JsonElement resource, string element) => resource.GetProperty(element).GetProperty("reference").GetString()!;

    private static string Code(JsonElement concept) => concept.GetProperty("coding")[0].GetProperty("code").GetString()!;

    private static int Units(JsonElement billed) => (int)billed.GetProperty("quantity").GetProperty("value").GetDecimal();
}
