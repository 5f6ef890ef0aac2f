using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Says that it created and not what: no Location and no body; the answer to a transaction says so of each entry.</summary>
public sealed class MissingLocation(Aim aim) : SpoiltAnswer(aim)
{
    protected override FhirAnswer Spoil(FhirAnswer answer) => answer with { Location = null, Body = answer.Location is null ? WithoutPlaces(answer.Body) : [] };

    private static byte[] WithoutPlaces(byte[] bundle)
    {
        if (bundle.Length == 0 || JsonNode.Parse(bundle) is not JsonObject root || root["entry"] is not JsonArray entries)
            return bundle;
        foreach (var entry in entries)
        {
            (entry!["response"] as JsonObject)?.Remove("location");
            entry.AsObject().Remove("resource");
        }

        return Json.Bytes(root);
    }
}
