using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>
/// The conditions of a pack. The longest prefix of an ICD-10-CM code decides. What a code comes to is remembered, in a table of fixed
/// size, because the patients of a practice share a few hundred codes: a call for a known one allocates nothing.
/// </summary>
internal sealed class ConditionCatalog : IConditionCatalog
{
    private const int Remembered = 1024;

    // Every code of the terminology is shorter; what is longer is no code, and is not kept.
    private const int LongestRemembered = IcdCodes.LongestCode + 1;

    private readonly RememberedCode?[] _remembered = new RememberedCode?[Remembered];
    private readonly FrozenDictionary<string, ConditionPrefix>.AlternateLookup<ReadOnlySpan<char>> _prefixes;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _headers;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _leafLengths;
    private readonly FrozenDictionary<string, ConditionClassification> _snomed;
    private readonly ChronicLists? _lists;

    public ConditionCatalog(
        IReadOnlyDictionary<string, ConditionPrefix> prefixes, IEnumerable<string> headers,
        IReadOnlyDictionary<string, int> leafLengths, IEnumerable<KeyValuePair<string, string>> snomed, ChronicLists? lists)
    {
        _lists = lists;
        _prefixes = prefixes.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _headers = headers.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _leafLengths = leafLengths.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _snomed = snomed.ToFrozenDictionary(pair => pair.Key, pair => OfIcd(pair.Value), StringComparer.Ordinal);
    }

    public ImmutableArray<CodeContradiction> Contradictions { get; init; } = [];

    public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings)
    {
        var (best, bestSystem) = (default(ConditionClassification), ConditionCodeSystem.Other);
        foreach (var coding in codings)
        {
            var found = coding.System switch
            {
                ConditionCodeSystem.Icd10Cm => OfIcd(coding.Code),
                ConditionCodeSystem.SnomedCt => _snomed.GetValueOrDefault(coding.Code),
                _ => default,
            };
            if (GoesBefore(found, coding.System, best, bestSystem))
                (best, bestSystem) = (found, coding.System);
        }

        return best;
    }

    /// <summary>The classification of one ICD-10-CM code.</summary>
    public ConditionClassification OfIcd(string code)
    {
        if (code.Length > LongestRemembered)
            return Look(code);
        ref var place = ref _remembered[PlaceOf(code)];
        if (Volatile.Read(ref place) is { } known && known.Code == code)
            return known.Classification;
        var found = Look(code);
        Volatile.Write(ref place, new RememberedCode(code, found));
        return found;
    }

    // The order in which an EHR lists the codes of one condition means nothing, and must not decide.
    private static bool GoesBefore(in ConditionClassification found, ConditionCodeSystem system, in ConditionClassification best, ConditionCodeSystem bestSystem)
    {
        if (found.Chronicity != best.Chronicity)
            return found.Chronicity > best.Chronicity;
        if (system != bestSystem)
            return system == ConditionCodeSystem.Icd10Cm;
        return found.Billable != best.Billable ? found.Billable : string.CompareOrdinal(found.Icd10Cm, best.Icd10Cm) < 0;
    }

    private static int PlaceOf(string code)
    {
        var mixed = 0;
        foreach (var character in code)
            mixed = unchecked((mixed * 31) + character);
        return mixed & (Remembered - 1);
    }

    private ConditionClassification Look(string code)
    {
        Span<char> buffer = stackalloc char[IcdCodes.LongestCode];
        var length = IcdCodes.Normalize(code, buffer, out var asWritten);
        ReadOnlySpan<char> bare = buffer[..length];
        if (Listed(bare) is not { } found)
            return default;
        return new ConditionClassification(
            found.Chronicity,
            found.Chronicity == Chronicity.NotChronic ? null : found.Group,
            asWritten ? code : IcdCodes.WithDot(bare),
            IsBillable(bare));
    }

    // Published lists say whether a code is chronic, never which group it is: what the pack calls not chronic or keeps for review never
    // becomes chronic by them, and a code that it does not know is the group of its own category.
    private ConditionPrefix? Listed(ReadOnlySpan<char> bare)
    {
        var listed = bare.IsEmpty ? null : _lists?.Of(bare);
        for (var prefix = bare.Length; prefix > 0; prefix--)
        {
            if (_prefixes.TryGetValue(bare[..prefix], out var found))
                return listed == false ? found with { Chronicity = Chronicity.NotChronic } : found;
        }

        return listed is { } chronic ? new ConditionPrefix("icd-" + bare[..3].ToString().ToLowerInvariant(), chronic ? Chronicity.Chronic : Chronicity.NotChronic) : null;
    }

    private bool IsBillable(ReadOnlySpan<char> bare)
        => !_headers.Contains(bare) && (!_leafLengths.TryGetValue(bare[..3], out var leafLength) || bare.Length >= leafLength);
}

/// <summary>A code as written, with what it comes to.</summary>
internal sealed record RememberedCode(string Code, ConditionClassification Classification);

/// <summary>What codes that begin with a prefix are.</summary>
/// <param name="Group">The group, also where it is under review; null for what is merely not chronic.</param>
/// <param name="Chronicity">Whether they are chronic.</param>
internal readonly record struct ConditionPrefix(string? Group, Chronicity Chronicity);
