using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Serving;

/// <summary>How an entry of the ledger is told.</summary>
/// <param name="RevisionIdentifier">Its revision identifier.</param>
/// <param name="Version">1, 2, ….</param>
/// <param name="ChangedAt">When that version came.</param>
/// <param name="State">State in that version.</param>
/// <param name="Output">The output that files the bill; null where that is not known.</param>
public sealed record ServedForm(string RevisionIdentifier, long Version, DateTimeOffset ChangedAt, LedgerState State, FiledThrough? Output)
{
    /// <summary>Logical id: the revision identifier in lower case.</summary>
    public string Id => IdOf(RevisionIdentifier);

    public static string IdOf(string revisionIdentifier) => revisionIdentifier.ToLowerInvariant();

    /// <summary>The revision identifier that an id stands for; null when it is no id of ours.</summary>
    public static string? RevisionOf(string id) => id.Length is > 0 and <= 64 && id.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        ? id.ToUpperInvariant()
        : null;
}
