using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CcmFhirBridge.Simulator.Stores;

/// <summary>Writes a resource again with the server's meta and with references resolved; everything else keeps its bytes' meaning, numbers their digits.</summary>
internal static class ResourceBody
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Stamp(JsonElement resource, string id, int version, DateTimeOffset lastUpdated)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", resource.GetProperty("resourceType").GetString());
            writer.WriteString("id", id);
            WriteMeta(writer, resource, version, lastUpdated);
            foreach (var property in resource.EnumerateObject())
            {
                if (property.Name is not ("resourceType" or "id" or "meta"))
                    property.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The resource with every <c>reference</c> that the map knows replaced.</summary>
    public static JsonElement Resolve(JsonElement resource, IReadOnlyDictionary<string, string> references)
    {
        if (references.Count == 0)
            return resource;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            Copy(writer, resource, references);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteMeta(Utf8JsonWriter writer, JsonElement resource, int version, DateTimeOffset lastUpdated)
    {
        writer.WriteStartObject("meta");
        writer.WriteString("versionId", version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("lastUpdated", Instant.Write(lastUpdated));
        if (resource.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in meta.EnumerateObject())
            {
                if (property.Name is not ("versionId" or "lastUpdated"))
                    property.WriteTo(writer);
            }
        }
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement element, IReadOnlyDictionary<string, string> references)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.Name == "reference" && property.Value.ValueKind == JsonValueKind.String
                        && references.TryGetValue(property.Value.GetString()!, out var resolved))
                        writer.WriteStringValue(resolved);
                    else
                        Copy(writer, property.Value, references);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Copy(writer, item, references);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
