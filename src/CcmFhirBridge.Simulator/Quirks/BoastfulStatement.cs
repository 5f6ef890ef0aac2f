using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The capability statement says that every way of writing is there, whatever the server does.</summary>
public sealed class BoastfulStatement : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is { Path: "metadata", Answer: { Status: 200 } answer })
            context.Answer = answer with { Body = Boasting(answer.Body) };
        return ValueTask.CompletedTask;
    }

    private static byte[] Boasting(byte[] statement)
    {
        var root = JsonNode.Parse(statement)!;
        var rest = root["rest"]![0]!.AsObject();
        rest["interaction"] = new JsonArray(new JsonObject { ["code"] = "transaction" });
        foreach (var resource in rest["resource"]!.AsArray())
        {
            foreach (var way in (string[])["updateCreate", "conditionalCreate", "conditionalUpdate"])
                resource![way] = true;
        }

        return Json.Bytes(root);
    }
}
