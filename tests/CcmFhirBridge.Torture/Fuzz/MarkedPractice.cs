using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>A practice that carries a mark in every id of a chart and in every name and number of a patient, so that whatever is told of it can be recognised.</summary>
/// <param name="Slug">The tenant.</param>
/// <param name="Mark">The mark; no practice's mark is part of another's.</param>
/// <param name="Practice">What the generator made.</param>
internal sealed record MarkedPractice(string Slug, string Mark, GeneratedPractice Practice)
{
    // The tenant file names these, and they are no patient's.
    private static readonly HashSet<string> s_plain = new(StringComparer.Ordinal) { "Practitioner", "PractitionerRole", "Organization", "Location", "CareTeam" };

    /// <summary>Ids of patients as they are stored.</summary>
    public IReadOnlyList<string> Patients => [.. Practice.Truth.Select(truth => Mark + truth.Patient["Patient/".Length..])];

    public void LoadInto(FhirStore store)
    {
        var marked = Practice.Resources.Where(resource => !s_plain.Contains(resource.Type)).Select(static resource => $"{resource.Type}/{resource.Id}").ToHashSet(StringComparer.Ordinal);
        foreach (var resource in Practice.Resources)
        {
            var node = JsonNode.Parse(resource.Json)!.AsObject();
            Walk(node, marked);
            var id = resource.Id;
            if (marked.Contains($"{resource.Type}/{id}"))
                node["id"] = id = Mark + id;
            if (resource.Type == "Patient")
                MarkPatient(node);
            store.Load(resource.Type, id, JsonSerializer.SerializeToElement(node));
        }
    }

    private void MarkPatient(JsonObject patient)
    {
        foreach (var name in patient["name"]?.AsArray() ?? [])
            name!["family"] = Mark + name["family"];
        foreach (var identifier in patient["identifier"]?.AsArray() ?? [])
            identifier!["value"] = Mark + identifier["value"];
    }

    private void Walk(JsonNode node, HashSet<string> marked)
    {
        if (node is JsonArray list)
        {
            foreach (var each in list)
            {
                if (each is JsonObject or JsonArray)
                    Walk(each, marked);
            }

            return;
        }

        foreach (var (name, value) in node.AsObject().ToList())
        {
            if (value is JsonObject or JsonArray)
                Walk(value, marked);
            else if (name == "reference" && value?.GetValue<string>() is { } text && marked.Contains(text))
                node[name] = text.Insert(text.IndexOf('/', StringComparison.Ordinal) + 1, Mark);
        }
    }
}
