using System.Text.Json;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>Elements that base R4 requires of what the bridge writes: an EHR would refuse a body without them.</summary>
internal static class RequiredElements
{
    public static void Check(string type, JsonElement resource)
    {
        string[] required = type switch
        {
            "Claim" => ["status", "type", "use", "patient", "created", "provider", "priority", "insurance"],
            "ChargeItem" => ["status", "code", "subject"],
            _ => [],
        };
        var missing = Array.FindAll(required, name => !resource.TryGetProperty(name, out _));
        if (missing.Length > 0)
            throw new FhirFailure(422, "required", $"{type} lacks {string.Join(", ", missing)}.");
    }
}
