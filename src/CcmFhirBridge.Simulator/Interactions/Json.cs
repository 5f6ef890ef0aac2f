using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>The few JSON habits that everything here shares.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Relaxed);

    public static byte[] Outcome(string severity, string code, string diagnostics) => Bytes(OutcomeNode(severity, code, diagnostics));

    public static JsonObject OutcomeNode(string severity, string code, string diagnostics) => new()
    {
        ["resourceType"] = "OperationOutcome",
        ["issue"] = new JsonArray(new JsonObject { ["severity"] = severity, ["code"] = code, ["diagnostics"] = diagnostics }),
    };

    /// <summary>A JSON object out of a request body.</summary>
    public static JsonElement Object(ReadOnlyMemory<byte> body)
    {
        JsonElement element;
        try
        {
            element = JsonElement.Parse(body.Span);
        }
        catch (JsonException problem)
        {
            throw new FhirFailure(400, "structure", $"The body is no JSON (line {problem.LineNumber + 1}).");
        }
        return element.ValueKind == JsonValueKind.Object ? element : throw new FhirFailure(400, "structure", "The body is no JSON object.");
    }

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
