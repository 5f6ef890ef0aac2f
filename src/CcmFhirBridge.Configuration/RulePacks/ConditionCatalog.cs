using System.Collections.Frozen;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>
/// The conditions of a pack. The longest prefix of an ICD-10-CM code decides. A call allocates nothing, except the dotted
/// form of a code that was written without its dot.
/// </summary>
internal sealed class ConditionCatalog : IConditionCatalog
{
    private readonly FrozenDictionary<string, ConditionPrefix>.AlternateLookup<ReadOnlySpan<char>> _prefixes;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _headers;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _leafLengths;
    private readonly FrozenDictionary<string, ConditionClassification> _snomed;

    public ConditionCatalog(
        IReadOnlyDictionary<string, ConditionPrefix> prefixes, IEnumerable<string> headers,
        IReadOnlyDictionary<string, int> leafLengths, IEnumerable<KeyValuePair<string, string>> snomed)
    {
        _prefixes = prefixes.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _headers = headers.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _leafLengths = leafLengths.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _snomed = snomed.ToFrozenDictionary(pair => pair.Key, pair => OfIcd(pair.Value), StringComparer.Ordinal);
    }

    public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings)
    {
        foreach (var coding in codings)
        {
            if (coding.System == ConditionCodeSystem.Icd10Cm && OfIcd(coding.Code) is { Chronicity: not Chronicity.Unmapped } known)
                return known;
        }

        foreach (var coding in codings)
        {
            if (coding.System == ConditionCodeSystem.SnomedCt && _snomed.TryGetValue(coding.Code, out var mapped))
                return mapped;
        }

        return default;
    }

    /// <summary>The classification of one ICD-10-CM code.</summary>
    public ConditionClassification OfIcd(string code)
    {
        Span<char> buffer = stackalloc char[IcdCodes.LongestCode];
        var length = IcdCodes.Normalize(code, buffer, out var asWritten);
        ReadOnlySpan<char> bare = buffer[..length];
        for (var prefix = length; prefix > 0; prefix--)
        {
            if (_prefixes.TryGetValue(bare[..prefix], out var found))
            {
                return new ConditionClassification(
                    found.Chronic ? Chronicity.Chronic : Chronicity.NotChronic,
                    found.Chronic ? found.Group : null,
                    asWritten ? code : IcdCodes.WithDot(bare),
                    IsBillable(bare));
            }
        }

        return default;
    }

    private bool IsBillable(ReadOnlySpan<char> bare)
        => !_headers.Contains(bare) && (!_leafLengths.TryGetValue(bare[..3], out var leafLength) || bare.Length >= leafLength);
}

/// <summary>What codes that begin with a prefix are.</summary>
/// <param name="Group">The group, also where it is under review; null for what is merely not chronic.</param>
/// <param name="Chronic">False under review.</param>
internal readonly record struct ConditionPrefix(string? Group, bool Chronic);
