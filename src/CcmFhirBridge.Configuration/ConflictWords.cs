using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration;

/// <summary>The words for what to do about another service, in tenant files and in rule packs.</summary>
internal static class ConflictWords
{
    public static ConflictHandling Parse(string word) => word switch
    {
        "allow" => ConflictHandling.Allow,
        "warn" => ConflictHandling.Warn,
        "hold" => ConflictHandling.Hold,
        "block" => ConflictHandling.Block,
        _ => throw new FormatException($"'{word}' is none of allow, warn, hold, block."),
    };
}
