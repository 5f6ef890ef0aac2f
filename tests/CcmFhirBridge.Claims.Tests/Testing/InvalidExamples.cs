using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Claims.Tests.Testing;

/// <summary>A file of <c>examples/invalid</c>: valid examples, each with a change that breaks one rule of one profile.</summary>
public sealed class InvalidExamples
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _file;
    private readonly JsonNode _root;

    private InvalidExamples(string file)
    {
        _file = file;
        _root = JsonNode.Parse(File.ReadAllText(file))!;
        All = [.. _root["examples"]!.AsArray().Select(example => new InvalidExample(
            (string)example!["rule"]!,
            (string)example["of"]!,
            example["change"]!.AsObject().Select(change => (change.Key, change.Value?.ToJsonString())).ToList(),
            example["refused"]!.AsArray().Select(problem => (string)problem!).ToList()))];
        Unbreakable = _root["unbreakable"]!.AsArray().ToDictionary(rule => (string)rule!["rule"]!, rule => (string)rule!["why"]!);
    }

    public string Profile => (string)_root["profile"]!;

    public IReadOnlyList<InvalidExample> All { get; }

    /// <summary>Rules that nothing can break, and why.</summary>
    public IReadOnlyDictionary<string, string> Unbreakable { get; }

    public static InvalidExamples Read(string file) => new(file);

    /// <summary>Writes down what the gate says.</summary>
    public void Accept(IReadOnlyList<IReadOnlyList<string>> refused)
    {
        var lines = _root["examples"]!.AsArray().Select((example, i) =>
        {
            example!["refused"] = new JsonArray([.. refused[i].Select(problem => JsonValue.Create(problem))]);
            return example.ToJsonString(s_readable);
        });
        var unbreakable = _root["unbreakable"]!.AsArray().Select(rule => rule!.ToJsonString(s_readable)).ToList();
        File.WriteAllText(_file, $"{{\n  \"profile\": \"{Profile}\",\n  \"examples\": [\n    {string.Join(",\n    ", lines)}\n  ],\n  \"unbreakable\": ["
            + (unbreakable.Count == 0 ? "]\n}\n" : $"\n    {string.Join(",\n    ", unbreakable)}\n  ]\n}}\n"));
    }
}

/// <summary>A valid example with a change, and what the gate says of it.</summary>
/// <param name="Rule">The rule that it breaks: the element's id, and the kind of the rule or the key of the invariant.</param>
/// <param name="Of">The valid example.</param>
/// <param name="Change">Places and what is put there as JSON, null for removing it; in this order.</param>
/// <param name="Refused">The gate's problems, that of the rule among them.</param>
public sealed record InvalidExample(string Rule, string Of, IReadOnlyList<(string Place, string? Json)> Change, IReadOnlyList<string> Refused)
{
    public byte[] Apply(byte[] valid) => Change.Aggregate(valid, (body, change) => JsonEdit.With(body, change.Place, change.Json));
}
