using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Rest;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>How much of each resource is told: <c>_summary</c> and <c>_elements</c>.</summary>
/// <param name="Summary">Kind of summary.</param>
/// <param name="Elements">Elements that are asked for; those that must be there come too. Empty: all.</param>
internal sealed record Excerpt(SummaryType Summary, IReadOnlyList<string> Elements)
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Excerpt Whole { get; } = new(SummaryType.False, []);

    public bool IsWhole => Summary == SummaryType.False && Elements.Count == 0;

    /// <summary>The part of a resource that is told, which the serializer tags as <c>SUBSETTED</c>.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        if (IsWhole)
            return json;
        var reader = new Utf8JsonReader(json.Span);
        var resource = FhirJsonDeserializer.OSTRICH.DeserializeResource(ref reader);
        return TaggedOnce(FhirJsonSerializer.Default.SerializeToBytes(resource, pretty: false, Filter));
    }

    // The serializer tags a part, and does it twice.
    private static byte[] TaggedOnce(byte[] part)
    {
        var root = JsonNode.Parse(part)!;
        if (root["meta"]?["tag"] is not JsonArray tags)
            return part;
        foreach (var again in tags.Where(static tag => tag?["code"]?.GetValue<string>() == "SUBSETTED").Skip(1).ToList())
            tags.Remove(again);
        return JsonSerializer.SerializeToUtf8Bytes(root, s_options);
    }

    private SerializationFilter Filter() => Summary switch
    {
        SummaryType.True => SerializationFilter.ForSummary(),
        SummaryType.Text => SerializationFilter.ForText(),
        SummaryType.Data => SerializationFilter.ForData(),
        _ => SerializationFilter.ForElements([.. Elements, "id", "meta"], true),
    };
}
