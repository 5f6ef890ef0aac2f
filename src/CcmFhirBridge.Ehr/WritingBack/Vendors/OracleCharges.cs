using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>
/// Charges of Oracle Health: <c>ChargeItem/$create</c> makes a charge event of an Encounter, in bill codes of its own, and answers without saying
/// what it made. They are found by the Encounter; our revision is kept in a custom attribute where the practice has one, else a charge of the
/// patient with that bill code and day is ours. <c>$credit</c> takes one back: what has an offset is cancelled, and the offset is no charge of ours. It
/// is sent only where our revision is shown again, because a credit of somebody else's charge could not be undone. The amount is the EHR's own.
/// </summary>
/// <param name="codes">How this EHR names charges.</param>
/// <remarks>Source: Oracle Health Millennium, ChargeItem (EHR-FACTS B3, quirks 60 and 64).</remarks>
internal sealed class OracleCharges(BillCodes codes) : IVendorForm
{
    private const string Extensions = "https://fhir-ehr.cerner.com/r4/StructureDefinition/";
    private const string CustomAttribute = Extensions + "custom-attribute";
    private const string OffsetBy = Extensions + "offset-by";
    private const string BillCodeSchedule = Extensions + "bill-code-schedule";
    private const string OrderingProvider = "OP";
    private const string ProviderFunction = "http://terminology.hl7.org/CodeSystem/v2-0912";
    private const string AttributeName = "CCM claim revision";
    private const string ScheduleCodeSet = "/codeSet/14002";
    private const int IsoDay = 10;

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public WriteVerb? Verb => WriteVerb.PlainCreate;

    public WriteRequest RequestOf(OutboundResource resource, WriteVerb verb) =>
        new(verb, "ChargeItem", HttpMethod.Post, "ChargeItem/$create", Shape(resource), Condition: null, Id: null) { IsAnsweredWithoutReference = true };

    public string? Search(OutboundResource resource) =>
        resource.Body.IsEmpty ? throw new UnwritableBillException("a charge is found by its Encounter, and nothing is known of this one")
            : $"context={Uri.EscapeDataString(ContextOf(Parse(resource)))}&-status=billable";

    public EhrCopy? Recognize(OutboundResource resource, JsonElement shown)
    {
        if (shown.Text("resourceType") != "ChargeItem" || shown.Text("id") is not { Length: > 0 } id || resource.Body.IsEmpty)
            return null;
        var sent = Parse(resource);
        var revision = RevisionOf(shown);
        var isOurs = revision is null ? HasKeyOf(sent, shown) : IsRevisionOf(resource, revision) && CodeOf(shown) == BillCode(sent);
        if (!isOurs)
            return null;
        var cancelled = OffsetOf(shown) is not null || shown.Text("status") is "entered-in-error" or "aborted" or "not-billable";
        return new EhrCopy($"ChargeItem/{id}", shown.Member("meta").Text("versionId"), revision, cancelled, Told(sent, shown));
    }

    public TakingBack TakingBack => codes.Attribute is null ? TakingBack.None : TakingBack.ByOffset;

    public WriteRequest TakeBackOf(OutboundResource resource, EhrCopy copy)
    {
        if (copy.Version is not { } version)
            throw new UnwritableBillException("Oracle Health credits a charge as it stands at a version, and shows none of this one");
        var sent = Parse(resource);
        var parameters = new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                Parameter("subject", "valueReference", new JsonObject { ["reference"] = Text(sent["subject"]!["reference"]) }),
                Parameter("context", "valueReference", new JsonObject { ["reference"] = ContextOf(sent) }),
                Parameter("versionId", "valueId", version),
                // The same for every attempt, so that the EHR can tell a second one.
                Parameter("transactionId", "valueUuid", "urn:uuid:" + NamedId.Of("credit|" + resource.RevisionIdentifier))),
        };
        return new(WriteVerb.PlainCreate, "ChargeItem", HttpMethod.Post, copy.Reference + "/$credit", Encoding.UTF8.GetBytes(parameters.ToJsonString(s_relaxed)), Condition: null, Id: null)
        {
            IsAnsweredWithoutReference = true,
        };
    }

    public string? OffsetOf(JsonElement shown) => shown.Items("extension")
        .Where(extension => extension.Text("url") == OffsetBy).Select(extension => extension.Member("valueReference").Text("reference") ?? "").FirstOrDefault();

    private static JsonObject Parameter(string name, string type, JsonNode? value) => new() { ["name"] = name, [type] = value };

    public bool IsBeside(OutboundResource resource, JsonElement shown) =>
        shown.Text("resourceType") == "ChargeItem" && !resource.Body.IsEmpty && RevisionOf(shown) == resource.RevisionIdentifier && CodeOf(shown) != BillCode(Parse(resource));

    private static string? RevisionOf(JsonElement shown) =>
        shown.Items("extension").Where(extension => extension.Text("url") == CustomAttribute).Select(RevisionIn).FirstOrDefault(value => value is not null);

    private ReadOnlyMemory<byte> Shape(OutboundResource resource)
    {
        var sent = Parse(resource);
        if (Text(sent["status"]) != "billable")
            throw new UnwritableBillException("Oracle Health bills every charge that it takes, and this one is evidence only: set ehr.writeBack.chargeItem to off, or billing.filedThrough to ehr-charge");
        var charge = new JsonObject
        {
            ["resourceType"] = "ChargeItem",
            ["status"] = "unknown",
            ["subject"] = new JsonObject { ["reference"] = Text(sent["subject"]!["reference"]) },
            ["context"] = new JsonObject { ["reference"] = ContextOf(sent) },
            ["occurrenceDateTime"] = DayOf(sent),
            ["quantity"] = new JsonObject { ["value"] = sent["quantity"]!["value"]!.DeepClone() },
            ["code"] = new JsonObject { ["coding"] = new JsonArray(Coding(codes.Type, BillCode(sent), codes.Schedule)) },
        };
        if (sent["performer"]?[0]?["actor"]?["reference"] is { } biller)
        {
            charge["performer"] = new JsonArray(new JsonObject
            {
                ["function"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = ProviderFunction, ["code"] = OrderingProvider }) },
                ["actor"] = new JsonObject { ["reference"] = Text(biller) },
            });
        }

        if (codes.Attribute is { } attribute)
        {
            charge["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = CustomAttribute,
                ["extension"] = new JsonArray(
                    new JsonObject { ["url"] = "custom-attribute-name", ["id"] = attribute, ["valueString"] = AttributeName },
                    new JsonObject { ["url"] = "custom-attribute-value", ["valueString"] = resource.RevisionIdentifier }),
            });
        }

        var parameters = new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                new JsonObject { ["name"] = "chargeItem", ["resource"] = charge },
                new JsonObject { ["name"] = "transactionId", ["valueUuid"] = "urn:uuid:" + NamedId.Of(resource.RevisionIdentifier) }),
        };
        return Encoding.UTF8.GetBytes(parameters.ToJsonString(s_relaxed));
    }

    private JsonObject Coding(string type, string code, string schedule) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = BillCodeSchedule,
            ["valueCoding"] = new JsonObject { ["system"] = codes.Source + ScheduleCodeSet, ["code"] = schedule },
        }),
        ["system"] = $"{codes.Source}/CodeSystem/BillCodes-{type}",
        ["code"] = code,
    };

    private string BillCode(JsonObject sent) =>
        Text(sent["code"]?["coding"]?[0]?["code"]) is { } code && codes.Of(code) is { } bill ? bill
            : throw new UnwritableBillException("the code of this charge has no bill code: name it under ehr.writeBack.billCodes.codes");

    private string? CodeOf(JsonElement shown) => shown.Member("code").Items("coding")
        .FirstOrDefault(coding => coding.Text("system") == $"{codes.Source}/CodeSystem/BillCodes-{codes.Type}").Text("code");

    // Where no revision is shown: patient, Encounter, bill code and day. Units may have been changed by somebody, and then differ.
    private bool HasKeyOf(JsonObject sent, JsonElement shown) =>
        IsSameReference(Text(sent["subject"]!["reference"]), shown.Member("subject").Text("reference"))
        && IsSameReference(ContextOf(sent), shown.Member("context").Text("reference"))
        && CodeOf(shown) == BillCode(sent)
        && shown.Text("occurrenceDateTime") is { Length: >= IsoDay } occurrence && occurrence[..IsoDay] == DayOf(sent);

    private static string? RevisionIn(JsonElement attribute) =>
        attribute.Items("extension").FirstOrDefault(part => part.Text("url") == "custom-attribute-name").Text("valueString") == AttributeName
            ? attribute.Items("extension").FirstOrDefault(part => part.Text("url") == "custom-attribute-value").Text("valueString")
            : null;

    private static bool IsRevisionOf(OutboundResource resource, string revision) =>
        revision == resource.RevisionIdentifier
        || (resource.Identifier.IndexOf('-', StringComparison.Ordinal) is var dash and > 0
            && revision.StartsWith(resource.Identifier[..dash] + "R", StringComparison.Ordinal) && revision.EndsWith(resource.Identifier[dash..], StringComparison.Ordinal));

    // Our body with what this EHR keeps taken from it.
    private byte[] Told(JsonObject sent, JsonElement shown)
    {
        var told = sent.DeepClone().AsObject();
        told["subject"]!["reference"] = shown.Member("subject").Text("reference");
        told["quantity"]!["value"] = shown.Member("quantity").Member("value") is { ValueKind: JsonValueKind.Number } units ? JsonNode.Parse(units.GetRawText()) : null;
        if (CodeOf(shown) != BillCode(sent))
            told["code"]!["coding"]![0]!["code"] = CodeOf(shown);
        if (shown.Text("occurrenceDateTime") is not { Length: >= IsoDay } occurrence || occurrence[..IsoDay] != DayOf(sent))
            told["occurrencePeriod"]!["end"] = shown.Text("occurrenceDateTime");
        return Encoding.UTF8.GetBytes(told.ToJsonString(s_relaxed));
    }

    // The last contact that the charge counts is where it was earned.
    private static string ContextOf(JsonObject sent) =>
        sent["supportingInformation"]?.AsArray().Select(information => Text(information?["reference"])).LastOrDefault(reference => reference?.StartsWith("Encounter/", StringComparison.Ordinal) == true)
        ?? throw new UnwritableBillException("Oracle Health needs the Encounter of a charge, and nothing that this one counts is an Encounter") { IsForEver = true };

    private static string DayOf(JsonObject sent) => Text(sent["occurrencePeriod"]?["end"]) is { Length: >= IsoDay } end ? end[..IsoDay]
        : throw new UnwritableBillException("the charge has no day of occurrence");

    private static JsonObject Parse(OutboundResource resource) => JsonNode.Parse(resource.Body.Span)!.AsObject();

    private static bool IsSameReference(string? sent, string? shown) =>
        sent is not null && shown is not null && (shown == sent || shown.EndsWith("/" + sent, StringComparison.Ordinal));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
