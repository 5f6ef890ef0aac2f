namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>What a client of a tenant knows of it: the words that requests are made of.</summary>
/// <param name="Practice">The tenant's practice.</param>
/// <param name="Client">Its client.</param>
/// <param name="Token">An access token.</param>
/// <param name="Expired">One whose time is over.</param>
/// <param name="Claims">Ids of Claims.</param>
/// <param name="Charges">Ids of ChargeItems.</param>
/// <param name="Identifiers">Identifiers of Claims.</param>
/// <param name="Cursors">What links to next pages carry, by type.</param>
internal sealed record KnownTenant(
    MarkedPractice Practice, FuzzClient Client, string Token, string Expired, IReadOnlyList<string> Claims, IReadOnlyList<string> Charges,
    IReadOnlyList<string> Identifiers, IReadOnlyList<(string Type, string Cursor)> Cursors)
{
    public string Slug => Practice.Slug;
}
