using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>How much of each resource is told: <c>_summary</c> and <c>_elements</c>.</summary>
/// <param name="Summary">Kind of summary.</param>
/// <param name="Elements">Elements that are asked for; those that must be there come too. Empty: all.</param>
internal sealed record Excerpt(SummaryType Summary, IReadOnlyList<string> Elements)
{
    private static readonly Coding s_subsetted = new("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED");

    public static Excerpt Whole { get; } = new(SummaryType.False, []);

    public bool IsWhole => Summary == SummaryType.False && Elements.Count == 0;

    /// <summary>The part of a resource that is told, tagged as a part.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        if (IsWhole)
            return json;
        var reader = new Utf8JsonReader(json.Span);
        var resource = FhirJsonDeserializer.OSTRICH.DeserializeResource(ref reader);
        resource.Meta ??= new Meta();
        if (!resource.Meta.Tag.Exists(tag => tag.Code == s_subsetted.Code))
            resource.Meta.Tag.Add(s_subsetted);
        string[] elements = Elements.Count == 0 ? [] : [.. Elements, "meta", "id"];
        return FhirJsonSerializer.Default.SerializeToBytes(resource, Summary, elements, pretty: false, includeMandatoryInElementsSummary: true);
    }
}
