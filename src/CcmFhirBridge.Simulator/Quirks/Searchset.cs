using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>A page of search results that a quirk changes.</summary>
internal sealed class Searchset
{
    private readonly JsonObject _bundle;

    private Searchset(JsonObject bundle) => _bundle = bundle;

    /// <summary>Address of the next page; null on the last one.</summary>
    public string? Next
    {
        get => Link("next")?["url"]?.GetValue<string>();
        set
        {
            if (Link("next") is { } link)
                link["url"] = value;
        }
    }

    /// <summary>Address of this page.</summary>
    public string Self => Link("self")!["url"]!.GetValue<string>();

    public int Entries => (_bundle["entry"] as JsonArray)?.Count ?? 0;

    /// <summary>The page in an answer; null when it holds something else.</summary>
    public static Searchset? Of(FhirAnswer answer) =>
        answer.Body.Length > 0 && JsonNode.Parse(answer.Body) is JsonObject root && root["type"]?.ToString() == "searchset" ? new Searchset(root) : null;

    /// <summary>Takes away one entry and leaves the total as it was.</summary>
    public void DropEntry(int position) => ((JsonArray)_bundle["entry"]!).RemoveAt(position);

    public byte[] ToBytes() => Json.Bytes(_bundle);

    private JsonNode? Link(string relation) =>
        (_bundle["link"] as JsonArray)?.FirstOrDefault(link => link!["relation"]?.GetValue<string>() == relation);
}
