using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Vendors;

/// <summary>
/// Canvas as its documentation describes Claims: no identifier, one date of service in <c>created</c>, a Practitioner as provider, at least one
/// diagnosis, a literal Coverage, found by patient only, and updates that change the queue and nothing else.
/// </summary>
/// <param name="showsReason">Whether the reason for the visit is shown again; its examples show it nowhere.</param>
public sealed class CanvasVendor(bool showsReason = false) : IVendor
{
    private const string Queue = "http://schemas.canvasmedical.com/fhir/extensions/claim-queue";
    private const string Note = "http://schemas.canvasmedical.com/fhir/extensions/note-id";
    private static readonly string[] s_kept = ["resourceType", "status", "type", "use", "patient", "created", "provider", "priority"];

    public IReadOnlyList<string>? SearchParametersOf(string type) => type == "Claim" ? ["patient"] : null;

    public JsonElement Created(string type, JsonElement resource)
    {
        if (type != "Claim")
            return resource;
        var sent = JsonNode.Parse(resource.GetRawText())!.AsObject();
        Require(Text(sent["status"]) == "active" && Text(sent["use"]) == "claim", "status is active and use is claim");
        Require(Text(sent["provider"]?["reference"])?.StartsWith("Practitioner/", StringComparison.Ordinal) == true, "provider is a Practitioner");
        Require(sent["diagnosis"] is JsonArray { Count: > 0 }, "there is a diagnosis");
        Require(Text(sent["insurance"]?[0]?["coverage"]?["reference"])?.StartsWith("Coverage/", StringComparison.Ordinal) == true, "insurance names a Coverage");
        Require(sent["item"] is JsonArray { Count: > 0 }, "there is an item");
        var stored = new JsonObject();
        foreach (var name in s_kept)
            stored[name] = sent[name]?.DeepClone();
        stored["extension"] = new JsonArray(Extension(Queue, Text(sent["extension"]?[0]?["valueCoding"]?["code"]) ?? "NeedsCodingReview"), new JsonObject { ["url"] = Note, ["valueId"] = "note-of-the-claim" });
        stored["created"] = Text(sent["created"])![..10];
        if (showsReason && sent["supportingInfo"] is { } reasons)
            stored["supportingInfo"] = reasons.DeepClone();
        stored["diagnosis"] = new JsonArray([.. sent["diagnosis"]!.AsArray().Select(diagnosis => Diagnosis(diagnosis!.AsObject()))]);
        stored["insurance"] = new JsonArray([.. sent["insurance"]!.AsArray().Where(each => each!["focal"]?.GetValue<bool>() == true).Select(each => each!.DeepClone())]);
        stored["item"] = new JsonArray([.. sent["item"]!.AsArray().Select(item => Item(item!.AsObject()))]);
        return JsonElement.Parse(stored.ToJsonString());
    }

    public JsonElement Updated(string type, JsonElement? current, JsonElement resource)
    {
        if (type != "Claim" || current is not { } stored)
            return resource;
        var kept = JsonNode.Parse(stored.GetRawText())!.AsObject();
        if (resource.TryGetProperty("extension", out var extensions) && extensions.GetArrayLength() > 0)
            kept["extension"]![0] = JsonNode.Parse(extensions[0].GetRawText());
        return JsonElement.Parse(kept.ToJsonString());
    }

    // The dot of a code is the display's business.
    private static JsonObject Diagnosis(JsonObject sent)
    {
        var diagnosis = new JsonObject { ["sequence"] = sent["sequence"]?.DeepClone(), ["diagnosisCodeableConcept"] = sent["diagnosisCodeableConcept"]?.DeepClone() };
        foreach (var coding in diagnosis["diagnosisCodeableConcept"]!["coding"]!.AsArray())
            coding!["code"] = Text(coding["code"])!.Replace(".", "", StringComparison.Ordinal);
        return diagnosis;
    }

    private static JsonObject Item(JsonObject sent)
    {
        var item = new JsonObject();
        foreach (var name in (string[])["sequence", "diagnosisSequence", "productOrService", "modifier", "quantity", "unitPrice"])
        {
            if (sent[name] is { } value)
                item[name] = value.DeepClone();
        }

        item["net"] = new JsonObject { ["value"] = (sent["unitPrice"]?["value"]?.GetValue<decimal>() ?? 0) * (sent["quantity"]?["value"]?.GetValue<decimal>() ?? 1) };
        return item;
    }

    private static JsonObject Extension(string url, string code) =>
        new() { ["url"] = url, ["valueCoding"] = new JsonObject { ["system"] = "http://canvasmedical.com", ["code"] = code } };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new FhirFailure(422, "business-rule", $"A Claim is taken where {what}.");
    }
}
