using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration;

/// <summary>The words for what to do about another service, in tenant files and in rule packs.</summary>
public static class ConflictWords
{
    /// <summary>The word.</summary>
    public static string Of(ConflictHandling handling) => handling switch
    {
        ConflictHandling.Allow => "allow",
        ConflictHandling.Warn => "warn",
        ConflictHandling.Hold => "hold",
        _ => "block",
    };

    /// <summary>What the word means.</summary>
    /// <exception cref="FormatException">It is none of the words.</exception>
    public static ConflictHandling Parse(string word) => word switch
    {
        "allow" => ConflictHandling.Allow,
        "warn" => ConflictHandling.Warn,
        "hold" => ConflictHandling.Hold,
        "block" => ConflictHandling.Block,
        _ => throw new FormatException($"'{word}' is none of allow, warn, hold, block."),
    };
}
