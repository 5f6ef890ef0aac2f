using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>
/// Claims of Canvas: no identifier, and one date of service, which stands in <c>created</c>. Our revision goes into the reason for the visit; where
/// that is not shown again, a Claim of the patient with that date and those codes is ours. <c>Trash</c> is its way to cancel.
/// </summary>
/// <remarks>Source: Canvas FHIR API, Claim (EHR-FACTS B3, quirks 42 and 60).</remarks>
internal sealed class CanvasClaims : IVendorForm
{
    private const string Queue = "http://schemas.canvasmedical.com/fhir/extensions/claim-queue";
    private const string InformationCategory = "http://terminology.hl7.org/CodeSystem/claiminformationcategory";
    private const string ReasonForVisit = "patientreasonforvisit";
    private const string Mark = "CCM ";
    private const int IsoDay = 10;

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private CanvasClaims()
    {
    }

    public static CanvasClaims Instance { get; } = new();

    public WriteVerb? Verb => null;

    public WriteRequest RequestOf(OutboundResource resource, WriteVerb verb) =>
        WriteRequest.Of(verb, "Claim", IdentifierSystems.Of("Claim").Revision, resource.RevisionIdentifier, Shape(resource));

    public string? Search(OutboundResource resource) => null;

    /// <summary>The body in the form of this EHR.</summary>
    /// <exception cref="UnwritableBillException">It cannot hold what the bill says.</exception>
    public static ReadOnlyMemory<byte> Shape(OutboundResource resource)
    {
        var sent = JsonNode.Parse(resource.Body.Span)!.AsObject();
        if (Text(sent["status"]) != "active")
            throw new UnwritableBillException("Canvas files every Claim that it takes, and this one is evidence only: set ehr.writeBack.claim to off, or billing.filedThrough to ehr-claim");
        var items = sent["item"]!.AsArray();
        var days = items.Select(item => Text(item!["servicedDate"])).Distinct(StringComparer.Ordinal).ToList();
        if (days is not [{ } day])
            throw new UnwritableBillException("a Claim of Canvas has one date of service, and the lines of this bill have several");
        var provider = Literal(sent["careTeam"]?[0]?["provider"], "Practitioner", "the billing practitioner is none that Canvas knows");
        var coverage = Literal(sent["insurance"]?[0]?["coverage"], "Coverage", "Canvas needs a Coverage of its own, and the coverage of this bill is assumed");
        var shaped = new JsonObject
        {
            ["resourceType"] = "Claim",
            ["status"] = "active",
            ["type"] = sent["type"]!.DeepClone(),
            ["use"] = "claim",
            ["patient"] = new JsonObject { ["reference"] = Text(sent["patient"]!["reference"]) },
            // A bare day is taken for midnight UTC, which is the evening before in America; noon UTC is that day in every zone of the United States.
            ["created"] = day + "T12:00:00+00:00",
            ["provider"] = new JsonObject { ["reference"] = provider },
            ["priority"] = sent["priority"]!.DeepClone(),
            ["supportingInfo"] = new JsonArray(new JsonObject
            {
                ["sequence"] = 1,
                ["category"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = InformationCategory, ["code"] = ReasonForVisit }) },
                ["valueString"] = Mark + resource.RevisionIdentifier,
            }),
            ["diagnosis"] = new JsonArray([.. sent["diagnosis"]!.AsArray().Select(diagnosis => Only(diagnosis, "sequence", "diagnosisCodeableConcept"))]),
            ["insurance"] = new JsonArray(new JsonObject { ["sequence"] = 1, ["focal"] = true, ["coverage"] = new JsonObject { ["reference"] = coverage } }),
            ["item"] = new JsonArray([.. items.Select(Item)]),
        };
        return Encoding.UTF8.GetBytes(shaped.ToJsonString(s_relaxed));
    }

    public EhrCopy? Recognize(OutboundResource resource, JsonElement shown)
    {
        if (shown.Text("resourceType") != "Claim" || shown.Text("id") is not { Length: > 0 } id)
            return null;
        var sent = resource.Body.IsEmpty ? null : JsonNode.Parse(resource.Body.Span)!.AsObject();
        var marks = shown.Items("supportingInfo").Select(information => information.Text("valueString")).OfType<string>().ToList();
        // A reason that is shown and is not ours is somebody else's visit.
        var revision = marks.Where(IsOurs).Select(mark => mark[Mark.Length..]).FirstOrDefault(each => IsRevisionOf(resource, each));
        if (revision is null && (marks.Count > 0 || sent is null || !HasKeyOf(sent, shown)))
            return null;
        var cancelled = shown.Items("extension").Any(extension => extension.Text("url") == Queue && extension.Member("valueCoding").Text("code") == "Trash");
        var version = shown.Member("meta").Text("versionId");
        return new EhrCopy($"Claim/{id}", version, revision, cancelled, sent is null ? Bytes(shown) : Told(sent, shown));
    }

    private static bool IsOurs(string mark) => mark.StartsWith(Mark, StringComparison.Ordinal);

    private static bool IsRevisionOf(OutboundResource resource, string revision) =>
        revision == resource.RevisionIdentifier
        || (revision.StartsWith(resource.Identifier + "R", StringComparison.Ordinal) && revision[(resource.Identifier.Length + 1)..].All(char.IsAsciiDigit));

    // Patient, date of service and codes: units and amounts may have been changed by somebody, and then differ.
    private static bool HasKeyOf(JsonObject sent, JsonElement shown) =>
        IsSameReference(Text(sent["patient"]!["reference"]), shown.Member("patient").Text("reference"))
        && shown.Text("created") is { Length: >= IsoDay } created && created[..IsoDay] == Text(sent["item"]?[0]?["servicedDate"])
        && shown.Items("item").Select(Code).Order(StringComparer.Ordinal).SequenceEqual(sent["item"]!.AsArray().Select(item => Code(item!)).Order(StringComparer.Ordinal));

    // Our body with what this EHR keeps taken from it: whatever it changed shows at its own path, and what it has no room for is not compared.
    private static byte[] Told(JsonObject sent, JsonElement shown)
    {
        var told = sent.DeepClone().AsObject();
        told["status"] = shown.Text("status");
        told["patient"]!["reference"] = shown.Member("patient").Text("reference");
        if (shown.Member("provider").Text("reference") is { } provider)
            told["careTeam"]![0]!["provider"]!["reference"] = provider;
        told["insurance"]![0]!["coverage"]!["reference"] = shown.Items("insurance").FirstOrDefault().Member("coverage").Text("reference");
        Diagnoses(told["diagnosis"]!.AsArray(), [.. shown.Items("diagnosis")]);
        Items(told, [.. shown.Items("item")], shown.Text("created") is { Length: >= IsoDay } created ? created[..IsoDay] : null);
        return Encoding.UTF8.GetBytes(told.ToJsonString(s_relaxed));
    }

    private static void Diagnoses(JsonArray told, List<JsonElement> shown)
    {
        for (var at = 0; at < told.Count; at++)
        {
            var code = at < shown.Count ? shown[at].Member("diagnosisCodeableConcept").Items("coding").FirstOrDefault().Text("code") : null;
            var coding = told[at]!["diagnosisCodeableConcept"]!["coding"]![0]!;
            // It stores the code without its dot.
            if (code?.Replace(".", "", StringComparison.Ordinal) != Text(coding["code"])!.Replace(".", "", StringComparison.Ordinal))
                coding["code"] = code;
        }

        foreach (var more in shown.Skip(told.Count))
            told.Add(JsonNode.Parse(more.GetRawText()));
    }

    private static void Items(JsonObject told, List<JsonElement> shown, string? day)
    {
        var items = told["item"]!.AsArray();
        for (var at = 0; at < items.Count; at++)
        {
            var item = items[at]!.AsObject();
            var copy = at < shown.Count ? shown[at] : default;
            item["servicedDate"] = day;
            item["productOrService"]!["coding"]![0]!["code"] = copy.Member("productOrService").Items("coding").FirstOrDefault().Text("code");
            item["quantity"]!["value"] = Number(copy.Member("quantity"));
            if (item["unitPrice"] is { } price)
                price["value"] = Number(copy.Member("unitPrice"));
            if (copy.Member("diagnosisSequence") is { ValueKind: JsonValueKind.Array } pointers)
                item["diagnosisSequence"] = JsonNode.Parse(pointers.GetRawText());
        }

        foreach (var more in shown.Skip(items.Count))
            items.Add(JsonNode.Parse(more.GetRawText()));
    }

    private static JsonNode Item(JsonNode? item)
    {
        var shaped = Only(item, "sequence", "diagnosisSequence", "productOrService", "modifier");
        shaped["quantity"] = new JsonObject { ["value"] = item!["quantity"]!["value"]!.DeepClone() };
        shaped["unitPrice"] = item["unitPrice"]?["value"] is { } price ? new JsonObject { ["value"] = price.DeepClone() }
            : throw new UnwritableBillException("a line of this bill has no price, and Canvas needs one");
        return shaped;
    }

    private static JsonObject Only(JsonNode? source, params ReadOnlySpan<string> names)
    {
        var only = new JsonObject();
        foreach (var name in names)
        {
            if (source?[name] is { } value)
                only[name] = value.DeepClone();
        }

        return only;
    }

    private static string Literal(JsonNode? reference, string type, string otherwise) =>
        Text(reference?["reference"]) is { } literal && literal.StartsWith(type + "/", StringComparison.Ordinal) ? literal : throw new UnwritableBillException(otherwise);

    private static string Code(JsonElement item) => item.Member("productOrService").Items("coding").FirstOrDefault().Text("code") ?? "";

    private static string Code(JsonNode item) => Text(item["productOrService"]?["coding"]?[0]?["code"]) ?? "";

    private static JsonNode? Number(JsonElement quantity) => quantity.Member("value") is { ValueKind: JsonValueKind.Number } value ? JsonNode.Parse(value.GetRawText()) : null;

    private static bool IsSameReference(string? sent, string? shown) =>
        sent is not null && shown is not null && (shown == sent || shown.EndsWith("/" + sent, StringComparison.Ordinal));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static byte[] Bytes(JsonElement shown) => Encoding.UTF8.GetBytes(shown.GetRawText());
}
