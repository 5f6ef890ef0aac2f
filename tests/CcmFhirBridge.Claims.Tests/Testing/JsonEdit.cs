using System.Text;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Claims.Tests.Testing;

/// <summary>Changes one place of a body, named as <c>item[0].net.value</c>.</summary>
public static class JsonEdit
{
    /// <summary>The body with the place removed (<paramref name="value"/> null) or set to a JSON text.</summary>
    public static byte[] With(byte[] body, string path, string? value)
    {
        var root = JsonNode.Parse(body)!;
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var parent = root;
        foreach (var step in steps[..^1])
            parent = Child(parent, step) ?? throw new InvalidOperationException($"There is no {step} of {path}.");
        Change(parent, steps[^1], value, path);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Every place that holds a value, as paths without indexes.</summary>
    public static IEnumerable<(string Path, string Value)> Leaves(byte[] body) => Leaves(JsonNode.Parse(body)!, "");

    private static IEnumerable<(string Path, string Value)> Leaves(JsonNode node, string path) => node switch
    {
        JsonObject o => o.SelectMany(p => Leaves(p.Value!, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
        JsonArray a => a.SelectMany(item => Leaves(item!, path)),
        _ => [(path, node is JsonValue v && v.TryGetValue<string>(out var text) ? text : node.ToJsonString())],
    };

    private static JsonNode? Child(JsonNode parent, string step) =>
        step[0] == '[' ? parent.AsArray()[Index(step)] : parent[step];

    private static void Change(JsonNode parent, string step, string? value, string path)
    {
        var node = value is null ? null : JsonNode.Parse(value);
        if (step[0] == '[' && Index(step) == parent.AsArray().Count)
            parent.AsArray().Add(node);
        else if (step[0] == '[' && value is null)
            parent.AsArray().RemoveAt(Index(step));
        else if (step[0] == '[')
            parent.AsArray()[Index(step)] = node;
        else if (value is not null)
            parent[step] = node;
        else if (!parent.AsObject().Remove(step))
            throw new InvalidOperationException($"There is no {path} to remove.");
    }

    private static int Index(string step) => int.Parse(step[1..^1]);
}
