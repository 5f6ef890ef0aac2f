using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Claims.Serving;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>Writes a Bundle around resources that are JSON already: their bytes are not read again.</summary>
internal sealed class BundleWriter(Bundle.BundleType type)
{
    // Resources in it are finished JSON and trusted; addresses are escaped by whoever made them.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<(string Relation, string Address)> _links = [];
    private readonly List<Action<Utf8JsonWriter>> _entries = [];

    /// <summary>Number of all matches; null leaves it out.</summary>
    public long? Total { get; init; }

    public void Link(string relation, string address) => _links.Add((relation, address));

    /// <summary>A match, or what came along with one.</summary>
    public void Add(string fhirBase, ServedResource resource, Bundle.SearchEntryMode mode) => _entries.Add(writer =>
    {
        Resource(writer, fhirBase, resource);
        writer.WriteStartObject("search");
        writer.WriteString("mode", mode.GetLiteral());
        writer.WriteEndObject();
    });

    /// <summary>A version in a history: the first one was created, each later one is an update.</summary>
    public void AddVersion(string fhirBase, ServedResource resource) => _entries.Add(writer =>
    {
        Resource(writer, fhirBase, resource);
        writer.WriteStartObject("request");
        writer.WriteString("method", "PUT");
        writer.WriteString("url", $"{resource.Type}/{resource.Id}");
        writer.WriteEndObject();
        writer.WriteStartObject("response");
        writer.WriteString("status", resource.Version == 1 ? "201" : "200");
        writer.WriteString("etag", resource.ETag);
        writer.WriteString("lastModified", ServedBodies.Instant(resource.LastUpdated));
        writer.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "Bundle");
            writer.WriteString("type", type.GetLiteral());
            if (Total is { } total)
                writer.WriteNumber("total", total);
            Links(writer);
            if (_entries.Count > 0)
                Entries(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void Links(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("link");
        foreach (var (relation, address) in _links)
        {
            writer.WriteStartObject();
            writer.WriteString("relation", relation);
            writer.WriteString("url", address);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Entries(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("entry");
        foreach (var entry in _entries)
        {
            writer.WriteStartObject();
            entry(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Resource(Utf8JsonWriter writer, string fhirBase, ServedResource resource)
    {
        writer.WriteString("fullUrl", string.Create(CultureInfo.InvariantCulture, $"{fhirBase}/{resource.Type}/{resource.Id}"));
        writer.WritePropertyName("resource");
        writer.WriteRawValue(resource.Json.Span, skipInputValidation: true);
    }
}
