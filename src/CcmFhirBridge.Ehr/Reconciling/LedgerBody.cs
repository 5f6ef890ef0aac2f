using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.WritingBack;

namespace CcmFhirBridge.Ehr.Reconciling;

/// <summary>
/// The body that a ledger would have kept of a copy: without what servers manage or add (id, text, all of meta but the profile, identifiers that
/// are not ours) and with references as we write them, so that a body made anew can be compared with it.
/// </summary>
internal sealed class LedgerBody(PinnedOrigins origins)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ReadOnlyMemory<byte> Of(string resourceType, JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", resourceType);
            foreach (var property in root.EnumerateObject().Where(property => property.Name is not ("resourceType" or "id" or "text")))
                Property(writer, resourceType, property);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A reference relative to the EHR's base; as it is when it leads elsewhere.</summary>
    public static string Relative(PinnedOrigins origins, string reference) =>
        Uri.TryCreate(reference, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && origins.RelativeToBase(address) is { } path ? path : reference;

    private void Property(Utf8JsonWriter writer, string resourceType, JsonProperty property)
    {
        if (property.NameEquals("meta"))
        {
            if (property.Value.ValueKind != JsonValueKind.Object || !property.Value.TryGetProperty("profile", out var profile))
                return;
            writer.WriteStartObject("meta");
            writer.WritePropertyName("profile");
            profile.WriteTo(writer);
            writer.WriteEndObject();
        }
        else if (property.NameEquals("identifier") && property.Value.ValueKind == JsonValueKind.Array)
        {
            var systems = IdentifierSystems.Of(resourceType);
            writer.WriteStartArray("identifier");
            foreach (var identifier in property.Value.EnumerateArray().Where(identifier => identifier.Text("system") is { } system && (system == systems.Shared || system == systems.Revision)))
                identifier.WriteTo(writer);
            writer.WriteEndArray();
        }
        else
        {
            writer.WritePropertyName(property.Name);
            Value(writer, property.Value);
        }
    }

    private void Value(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.NameEquals("reference") && property.Value.ValueKind == JsonValueKind.String)
                        writer.WriteStringValue(Relative(origins, property.Value.GetString()!));
                    else
                        Value(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Value(writer, item);
                writer.WriteEndArray();
                break;
            default:
                // An amount keeps the cents that it was written with.
                value.WriteTo(writer);
                break;
        }
    }
}
