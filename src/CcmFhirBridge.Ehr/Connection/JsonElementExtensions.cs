using System.Text.Json;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Lenient looks into small answers: what has another shape than expected is as good as absent.</summary>
internal static class JsonElementExtensions
{
    public static IEnumerable<JsonElement> Items(this JsonElement parent, string name) =>
        Array(parent, name).Where(item => item.ValueKind == JsonValueKind.Object);

    public static IEnumerable<string> Strings(this JsonElement parent, string name) =>
        Array(parent, name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    public static string? Text(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A member of an object; undefined when there is none.</summary>
    public static JsonElement Member(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Array(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : [];
}
