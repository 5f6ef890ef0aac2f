using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>Changes the pages of searches for a type on their way out.</summary>
internal sealed class PageQuirk(string type, Action<QuirkContext, JsonObject> change) : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is { IsWrite: false, Answer: { Status: 200 } answer } && JsonNode.Parse(answer.Body) is JsonObject bundle
            && bundle["resourceType"]?.GetValue<string>() == "Bundle" && bundle["type"]?.GetValue<string>() == "searchset" && TypeOf(context, bundle) == type)
        {
            change(context, bundle);
            context.Answer = answer with { Body = Encoding.UTF8.GetBytes(bundle.ToJsonString()) };
        }

        return ValueTask.CompletedTask;
    }

    // A later page does not say in its address what it is a page of.
    private static string? TypeOf(QuirkContext context, JsonObject bundle) =>
        context.Type.Length > 0 ? context.Type : (bundle["entry"] as JsonArray)?.FirstOrDefault()?["resource"]?["resourceType"]?.GetValue<string>();
}
