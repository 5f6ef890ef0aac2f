using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Vendors;

/// <summary>
/// Oracle Health as its documentation describes charges: <c>ChargeItem/$create</c> makes one charge or more, answers with an empty page, drops what it
/// does not know, and shows charges by Encounter only; <c>$credit</c> makes an offset of one, which repeats it, as it stands at a version. What has an
/// offset may be credited again: nothing says that the real one refuses it. Searches without any criterion are let through, which the real one refuses.
/// </summary>
/// <param name="keepsAttributes">Whether custom attributes are shown again.</param>
/// <param name="companion">Bill code of a charge that comes beside every charge; null for none.</param>
public sealed class OracleVendor(bool keepsAttributes = true, string? companion = null) : IVendor
{
    private const string BillCodes = "/CodeSystem/BillCodes-";
    private const string CustomAttribute = "https://fhir-ehr.cerner.com/r4/StructureDefinition/custom-attribute";
    private const string OffsetBy = "https://fhir-ehr.cerner.com/r4/StructureDefinition/offset-by";
    private static readonly string[] s_kept = ["resourceType", "subject", "context", "occurrenceDateTime", "quantity", "code", "performer", "reason"];
    private static readonly string[] s_criteria = ["_id", "context", "account"];

    public IReadOnlyList<string>? SearchParametersOf(string type) => type == "ChargeItem" ? ["context", "account"] : null;

    public JsonElement Created(string type, JsonElement resource) => resource;

    public JsonElement Updated(string type, JsonElement? current, JsonElement resource) => resource;

    public IReadOnlyList<JsonElement>? Made(string type, string name, JsonElement body)
    {
        if (type != "ChargeItem" || name != "$create")
            return null;
        var parameters = JsonNode.Parse(body.GetRawText())!["parameter"]?.AsArray() ?? [];
        var sent = parameters.FirstOrDefault(parameter => Text(parameter?["name"]) == "chargeItem")?["resource"]?.AsObject();
        Require(parameters.Any(parameter => Text(parameter?["name"]) == "transactionId" && Text(parameter?["valueUuid"])?.StartsWith("urn:uuid:", StringComparison.Ordinal) == true), "transactionId is a UUID");
        Require(sent is not null, "the parameter chargeItem holds a ChargeItem");
        Require(Text(sent!["context"]?["reference"])?.StartsWith("Encounter/", StringComparison.Ordinal) == true, "context is an Encounter");
        Require(sent["code"]?["coding"] is JsonArray { Count: 1 } coding && Text(coding[0]!["system"])?.Contains(BillCodes, StringComparison.Ordinal) == true, "code has one coding of a bill code system");
        var charge = new JsonObject();
        foreach (var kept in s_kept)
        {
            if (sent[kept] is { } value)
                charge[kept] = value.DeepClone();
        }

        charge["status"] = "billable";
        if (keepsAttributes)
            charge["extension"] = new JsonArray([.. (sent["extension"]?.AsArray() ?? []).Where(extension => Text(extension!["url"]) == CustomAttribute).Select(extension => extension!.DeepClone())]);
        if (companion is null)
            return [Element(charge)];
        var other = charge.DeepClone().AsObject();
        other["code"]!["coding"]![0]!["code"] = companion;
        return [Element(charge), Element(other)];
    }

    public (JsonElement Changed, JsonElement Made)? MadeOf(StoredVersion current, string name, string id, JsonElement body)
    {
        if (current.Type != "ChargeItem" || name != "$credit")
            return null;
        var parameters = JsonNode.Parse(body.GetRawText())!["parameter"]?.AsArray() ?? [];
        var charge = JsonNode.Parse(current.Body!)!.AsObject();
        Require(Text(Value("transactionId", "valueUuid"))?.StartsWith("urn:uuid:", StringComparison.Ordinal) == true, "transactionId is a UUID");
        foreach (var element in (string[])["subject", "context"])
            Require(Text(Value(element, "valueReference")?["reference"]) == Text(charge[element]?["reference"]), $"{element} is that of the charge");
        if (Text(Value("versionId", "valueId")) != Text(charge["meta"]?["versionId"]))
            throw new FhirFailure(409, "conflict", "The charge has another version.");
        charge.Remove("meta");
        charge.Remove("id");
        var offset = charge.DeepClone().AsObject();
        if (charge["extension"] is not JsonArray extensions)
            charge["extension"] = extensions = new JsonArray();
        extensions.Add((JsonNode)new JsonObject { ["url"] = OffsetBy, ["valueReference"] = new JsonObject { ["reference"] = "ChargeItem/" + id } });
        return (Element(charge), Element(offset));

        JsonNode? Value(string of, string type) => parameters.FirstOrDefault(parameter => Text(parameter?["name"]) == of)?[type];
    }

    public void CheckSearch(string type, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        if (type != "ChargeItem" || query.All(pair => pair.Key is "_count" or "_lastUpdated"))
            return;
        Require(query.Any(pair => s_criteria.Contains(pair.Key)), "a search names _id, context or account");
        Require(query.Any(pair => pair is { Key: "_id" } or { Key: "-status", Value: "billable" }), "-status is billable");
    }

    private static JsonElement Element(JsonObject resource) => JsonElement.Parse(resource.ToJsonString());

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new FhirFailure(422, "business-rule", $"It is taken where {what}.");
    }
}
