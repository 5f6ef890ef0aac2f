using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>
/// Searches for types of the directory show nobody, though each resource can be read by its id; where <paramref name="says"/> is true the statement says that
/// they cannot be searched, and a search is refused.
/// </summary>
public sealed class UnlistedDirectory(bool says, params string[] types) : IQuirk
{
    public ValueTask BeforeCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (says && IsSearch(context))
            context.Answer = new FhirAnswer { Status = 403, Body = Json.Outcome("error", "forbidden", "The directory is not searched.") };
        return ValueTask.CompletedTask;
    }

    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is not { IsWrite: false, Answer: { Status: 200 } answer })
            return ValueTask.CompletedTask;
        if (says && context.Path == "metadata")
            context.Answer = answer with { Body = WithoutSearch(answer.Body) };
        else if (IsSearch(context))
            context.Answer = answer with { Body = """{"resourceType":"Bundle","type":"searchset","total":0}"""u8.ToArray() };
        return ValueTask.CompletedTask;
    }

    private bool IsSearch(QuirkContext context) => !context.IsWrite && context.Path == context.Type && types.Contains(context.Type, StringComparer.Ordinal);

    private byte[] WithoutSearch(byte[] statement)
    {
        var root = JsonNode.Parse(statement)!;
        foreach (var resource in root["rest"]![0]!["resource"]!.AsArray().Where(resource => types.Contains(resource!["type"]!.GetValue<string>(), StringComparer.Ordinal)))
        {
            var interactions = resource!["interaction"]!.AsArray();
            foreach (var search in interactions.Where(interaction => interaction!["code"]!.GetValue<string>() == "search-type").ToList())
                interactions.Remove(search);
        }

        return Json.Bytes(root);
    }
}
