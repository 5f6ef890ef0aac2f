using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The rule packs that travel with the product.</summary>
public static class EmbeddedRulePacks
{
    private static readonly Lazy<RulePack> UsMedicareCcmPack = new(() =>
    {
        var pack = RulePackReader.Read(Files("us-medicare-ccm"));
        TextPatterns.Forget();
        return pack;
    });

    /// <summary>Medicare fee-for-service.</summary>
    public static RulePack UsMedicareCcm() => UsMedicareCcmPack.Value;

    /// <summary>The files of that pack by their relative names.</summary>
    public static IReadOnlyDictionary<string, byte[]> UsMedicareCcmFiles() => Files("us-medicare-ccm");

    /// <summary>The files of an embedded pack by their relative names.</summary>
    internal static Dictionary<string, byte[]> Files(string id)
        => EmbeddedFiles.Below($"packs/{id}/").ToDictionary(StringComparer.Ordinal);
}
