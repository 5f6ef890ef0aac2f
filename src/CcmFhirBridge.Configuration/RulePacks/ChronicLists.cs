using System.Collections.Frozen;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Which ICD-10-CM codes the published lists call chronic, code by code: a list never speaks of a code that it does not name.</summary>
internal sealed class ChronicLists(IReadOnlyDictionary<string, bool> verdicts)
{
    private readonly FrozenDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> _verdicts =
        verdicts.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a code without its dot is chronic; null where no list decides.</summary>
    public bool? Of(ReadOnlySpan<char> bare) => _verdicts.TryGetValue(bare, out var chronic) ? chronic : null;
}
