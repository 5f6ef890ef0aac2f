namespace CcmFhirBridge.Pipeline.Serving;

/// <summary>What entries are ordered by; those that are equal in it by their revision identifier.</summary>
public enum ServedSort
{
    /// <summary>Instant of the newest event.</summary>
    Changed,

    /// <summary>Revision identifier.</summary>
    Id,

    /// <summary>When the body was made; Claims only.</summary>
    Created,

    /// <summary>First day of the period that is billed.</summary>
    Occurs,
}

/// <summary>Where a page ended: the next one begins behind it, whatever came or changed meanwhile.</summary>
/// <param name="Key">UTC ticks or ISO day of what the entries are ordered by; empty for <see cref="ServedSort.Id"/>.</param>
/// <param name="RevisionIdentifier">Of the last entry.</param>
public sealed record ServedPosition(string Key, string RevisionIdentifier);

/// <summary>A page of entries to look for.</summary>
/// <param name="ResourceType"><c>Claim</c> or <c>ChargeItem</c>.</param>
/// <param name="Where">What they must be.</param>
/// <param name="Sort">What they are ordered by.</param>
/// <param name="IsDescending">Whether the last comes first.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
/// <param name="Most">How many at most.</param>
public sealed record ServedQuery(string ResourceType, ServedCriterion Where, ServedSort Sort, bool IsDescending, ServedPosition? After, int Most);
