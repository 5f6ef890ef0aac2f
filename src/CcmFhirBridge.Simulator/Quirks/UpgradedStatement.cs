using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The EHR was upgraded: its statement names another version and no longer declares some search parameters.</summary>
/// <param name="version">Version of the software.</param>
/// <param name="dropped">Parameters that are declared no more.</param>
public sealed class UpgradedStatement(string version, params string[] dropped) : IQuirk
{
    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is { Path: "metadata", Answer: { Status: 200 } answer })
            context.Answer = answer with { Body = Upgraded(answer.Body) };
        return ValueTask.CompletedTask;
    }

    private byte[] Upgraded(byte[] statement)
    {
        var root = JsonNode.Parse(statement)!;
        root["software"]!["version"] = version;
        foreach (var resource in root["rest"]![0]!["resource"]!.AsArray())
        {
            var parameters = resource!["searchParam"]!.AsArray();
            foreach (var parameter in parameters.Where(parameter => dropped.Contains(parameter!["name"]!.GetValue<string>())).ToList())
                parameters.Remove(parameter);
        }

        return Json.Bytes(root);
    }
}
