using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>The published JSON Schema of the tenant file.</summary>
public static class TenantSchema
{
    /// <summary>File name under which the schema stands beside tenant files.</summary>
    public const string FileName = "tenant.schema.json";

    private const string HeadResource = "schemas/tenant.schema.head.json";

    /// <summary>The schema, indented, ending with a line break.</summary>
    public static string Json { get; } = Write();

    private static string Write()
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            // The dialect's name is a date, and dates live outside the code.
            using var head = JsonDocument.Parse(EmbeddedFiles.Read(HeadResource));
            foreach (var property in head.RootElement.EnumerateObject())
                property.WriteTo(json);
            Shape(json, TenantShape.Root);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Shape(Utf8JsonWriter json, YamlShape shape)
    {
        switch (shape)
        {
            case MapShape map:
                Map(json, map);
                break;
            case TableShape table:
                json.WriteString("type", "object");
                json.WriteStartObject("patternProperties");
                json.WriteStartObject(table.Key.Pattern!);
                Shape(json, table.Value);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteBoolean("additionalProperties", false);
                break;
            case ListShape list:
                json.WriteString("type", "array");
                if (list.Most is { } most)
                    json.WriteNumber("maxItems", most);
                json.WriteStartObject("items");
                Shape(json, list.Item);
                json.WriteEndObject();
                break;
            default:
                Scalar(json, shape);
                break;
        }
    }

    private static void Map(Utf8JsonWriter json, MapShape map)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        if (map.Keys.Any(key => key.Required))
        {
            json.WriteStartArray("required");
            foreach (var key in map.Keys.Where(key => key.Required))
                json.WriteStringValue(key.Name);
            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        foreach (var key in map.Keys)
        {
            json.WriteStartObject(key.Name);
            json.WriteString("description", key.Description);
            Shape(json, key.Shape);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Scalar(Utf8JsonWriter json, YamlShape shape)
    {
        switch (shape)
        {
            case TextShape text:
                json.WriteString("type", "string");
                json.WriteNumber("minLength", 1);
                if (text.Pattern is not null)
                    json.WriteString("pattern", text.Pattern);
                break;
            case WordShape words:
                json.WriteStartArray("enum");
                foreach (var word in words.Words)
                    json.WriteStringValue(word);
                json.WriteEndArray();
                break;
            case WholeShape whole:
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", whole.Least);
                json.WriteNumber("maximum", whole.Most);
                break;
            case AmountShape:
                json.WriteString("type", "number");
                json.WriteNumber("exclusiveMinimum", 0);
                json.WriteNumber("maximum", 100_000);
                json.WriteNumber("multipleOf", 0.01m);
                break;
            case FlagShape:
                json.WriteString("type", "boolean");
                break;
            default:
                throw new InvalidOperationException($"No JSON Schema is known for {shape.GetType().Name}.");
        }
    }
}
