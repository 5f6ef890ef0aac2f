using System.Globalization;
using System.Text.Json;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>
/// What differs in meaning between a body and a server's copy of it, as JSON paths. What servers manage or may add is left aside:
/// <c>id</c>, <c>text</c>, the rest of <c>meta</c> beside a kept profile and kept tags, further identifiers, and display texts.
/// </summary>
public static class BodyDifferences
{
    private static readonly string[] Managed = ["id", "text", "meta"];

    public static IReadOnlyList<string> Between(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> found)
    {
        using var left = JsonDocument.Parse(sent);
        JsonDocument right;
        try
        {
            right = JsonDocument.Parse(found);
        }
        catch (JsonException)
        {
            return ["$"];
        }

        using (right)
        {
            if (right.RootElement.ValueKind != JsonValueKind.Object)
                return ["$"];
            var paths = new List<string>();
            Roots(left.RootElement, right.RootElement, paths);
            return paths;
        }
    }

    private static void Roots(JsonElement sent, JsonElement found, List<string> paths)
    {
        if (sent.TryGetProperty("meta", out var meta))
        {
            found.TryGetProperty("meta", out var copied);
            foreach (var property in meta.EnumerateObject())
                Kept(property, copied, "meta." + property.Name, paths);
        }

        foreach (var property in sent.EnumerateObject().Where(property => !Managed.Contains(property.Name)))
        {
            if (property.NameEquals("identifier"))
                Kept(property, found, property.Name, paths);
            else
                Property(property, found, property.Name, paths);
        }

        Added(sent, found, "", paths, Managed);
    }

    /// <summary>A list of which every member must still be there, in any order and with others beside it.</summary>
    private static void Kept(JsonProperty list, JsonElement found, string path, List<string> paths)
    {
        if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(list.Name, out var copies))
        {
            paths.Add(path);
            return;
        }

        if (list.Value.ValueKind != JsonValueKind.Array || copies.ValueKind != JsonValueKind.Array)
        {
            Values(list.Value, copies, path, paths);
            return;
        }

        var at = 0;
        foreach (var member in list.Value.EnumerateArray())
        {
            if (!copies.EnumerateArray().Any(copy => AreSame(member, copy)))
                paths.Add($"{path}[{at}]");
            at++;
        }
    }

    private static bool AreSame(JsonElement sent, JsonElement found)
    {
        var paths = new List<string>();
        Values(sent, found, "", paths);
        return paths.Count == 0;
    }

    private static void Property(JsonProperty property, JsonElement found, string path, List<string> paths)
    {
        if (!found.TryGetProperty(property.Name, out var value))
            paths.Add(path);
        else if (!property.NameEquals("reference") || !IsSameReference(property.Value, value))
            Values(property.Value, value, path, paths);
    }

    private static void Values(JsonElement sent, JsonElement found, string path, List<string> paths)
    {
        if (sent.ValueKind != found.ValueKind)
        {
            paths.Add(path);
            return;
        }

        switch (sent.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in sent.EnumerateObject())
                    Property(property, found, Join(path, property.Name), paths);
                Added(sent, found, path, paths, ["display"]);
                break;
            case JsonValueKind.Array:
                Lists(sent, found, path, paths);
                break;
            case JsonValueKind.Number:
                if (!IsSameNumber(sent, found))
                    paths.Add(path);
                break;
            case JsonValueKind.String:
                if (!IsSameText(sent.GetString()!, found.GetString()!))
                    paths.Add(path);
                break;
        }
    }

    private static void Lists(JsonElement sent, JsonElement found, string path, List<string> paths)
    {
        var both = Math.Min(sent.GetArrayLength(), found.GetArrayLength());
        for (var i = 0; i < both; i++)
            Values(sent[i], found[i], $"{path}[{i}]", paths);
        for (var i = both; i < Math.Max(sent.GetArrayLength(), found.GetArrayLength()); i++)
            paths.Add($"{path}[{i}]");
    }

    private static void Added(JsonElement sent, JsonElement found, string path, List<string> paths, string[] tolerated) =>
        paths.AddRange(found.EnumerateObject()
            .Where(property => !tolerated.Contains(property.Name) && !sent.TryGetProperty(property.Name, out _))
            .Select(property => Join(path, property.Name)));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // Servers write their own base in front of a relative reference.
    private static bool IsSameReference(JsonElement sent, JsonElement found) =>
        sent.ValueKind == JsonValueKind.String && found.ValueKind == JsonValueKind.String
        && (found.ValueEquals(sent.GetString()) || found.GetString()!.EndsWith("/" + sent.GetString(), StringComparison.Ordinal));

    // 125.00 and 125.0 are the same amount; a number too large for decimal is compared as it is written.
    private static bool IsSameNumber(JsonElement sent, JsonElement found) =>
        sent.TryGetDecimal(out var left) && found.TryGetDecimal(out var right)
            ? left == right
            : sent.GetRawText() == found.GetRawText();

    // The same instant may come back with another offset; a date without a time is only itself.
    private static bool IsSameText(string sent, string found) => sent == found
        || (sent.Length > 10 && sent[10] == 'T' && found.Length > 10 && found[10] == 'T'
            && DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var left)
            && DateTimeOffset.TryParse(found, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var right)
            && left == right);
}
