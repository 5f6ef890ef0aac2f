using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>What the pack says of one condition.</summary>
/// <param name="Chronicity">Chronic, not chronic, chronic only where a person says so, or unknown to the pack.</param>
/// <param name="Group">Group of the condition's own ICD-10-CM category, such as <c>diabetes</c>; null unless chronic or under review.</param>
/// <param name="Icd10Cm">ICD-10-CM code with its dot; null when none can be told.</param>
/// <param name="Billable">Whether that code is one that a claim can carry (a leaf, not a heading).</param>
public readonly record struct ConditionClassification(Chronicity Chronicity, string? Group, string? Icd10Cm, bool Billable);

/// <summary>Whether a condition is chronic.</summary>
public enum Chronicity
{
    /// <summary>No code that the pack knows.</summary>
    Unmapped,

    /// <summary>Known, and not chronic.</summary>
    NotChronic,

    /// <summary>Known, and often not chronic: it counts where a person says so.</summary>
    UnderReview,

    /// <summary>Known to last twelve months or more.</summary>
    Chronic,
}

/// <summary>Turns the codes of a condition into its one group. Implementations are immutable.</summary>
public interface IConditionCatalog
{
    /// <summary>
    /// The classification of a condition by its codes, in whatever order they are: a chronic one goes before one under review, that before one that is not, then an
    /// ICD-10-CM code before a SNOMED CT code that maps, then one that a claim can carry, then the one that sorts first. A condition counts
    /// for exactly one group, that of its own ICD-10-CM category (DESIGN §4).
    /// </summary>
    ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings);

    /// <summary>Codes that the coding guidelines do not let stand beside each other; empty where the pack names none.</summary>
    ImmutableArray<CodeContradiction> Contradictions => [];
}

/// <summary>Codes of which one says what the other excludes.</summary>
/// <param name="One">ICD-10-CM categories or codes, without a dot.</param>
/// <param name="Other">Those that do not stand beside them.</param>
public readonly record struct CodeContradiction(ImmutableArray<string> One, ImmutableArray<string> Other)
{
    /// <summary>Whether the two codes contradict each other, whichever comes first.</summary>
    /// <param name="left">ICD-10-CM code with its dot.</param>
    /// <param name="right">The other one.</param>
    public bool Between(string left, string right) => (Has(One, left) && Has(Other, right)) || (Has(One, right) && Has(Other, left));

    private static bool Has(ImmutableArray<string> prefixes, string code)
    {
        var bare = code.Replace(".", "", StringComparison.Ordinal);
        return prefixes.Any(prefix => bare.StartsWith(prefix, StringComparison.Ordinal));
    }
}
