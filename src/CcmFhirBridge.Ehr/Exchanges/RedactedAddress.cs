using System.Text;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Exchanges;

/// <summary>
/// Addresses without identifiers, names and days of birth. A search may hold them, and the address of a next page may hold the whole search in
/// words of the server's own: only what is known to be harmless stays. Logical ids do, as everywhere where the bridge says what it means.
/// </summary>
internal static class RedactedAddress
{
    private const string Hidden = "…";

    private static readonly HashSet<string> s_harmlessValues = new(StringComparer.Ordinal)
    {
        "_count", "_sort", "_lastUpdated", "_summary", "_elements", "_format", "_total", "_include", "_revinclude", "_since", "_offset",
        "_getpagesoffset", "date", "status", "category", "clinical-status", "verification-status", "class",
        "created", "occurrence", "_id", "patient", "subject", "beneficiary", "group",
    };

    private static readonly HashSet<string> s_words =
    [
        .. EhrTypes.All, "Group", "Basic", "metadata", ".well-known", "smart-configuration", "_history", "_search", "$create", "$credit", "$everything",
    ];

    /// <summary>The address with its parameters' names, and the values of those that only say how it pages or when.</summary>
    /// <param name="address">An absolute address.</param>
    /// <param name="baseUrl">The FHIR base, which is configured and names no patient; null for addresses elsewhere.</param>
    public static string Of(Uri address, Uri baseUrl)
    {
        var text = new StringBuilder();
        var path = address.AbsolutePath;
        var basePath = baseUrl.AbsolutePath.TrimEnd('/');
        if (address.Authority == baseUrl.Authority && (path == basePath || path.StartsWith(basePath + "/", StringComparison.Ordinal)))
        {
            text.Append(basePath);
            path = path[basePath.Length..];
        }

        var afterWord = false;
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isWord = s_words.Contains(segment);
            text.Append('/').Append(isWord || (afterWord && IsId(segment)) ? segment : Hidden);
            afterWord = isWord;
        }

        var separator = '?';
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (pair[..at], pair[(at + 1)..]) : (pair, null);
            text.Append(separator).Append(IsName(name) ? name : Hidden);
            if (value is not null)
                text.Append('=').Append(s_harmlessValues.Contains(name) && IsHarmless(value) ? value : Hidden);
            separator = '&';
        }

        return text.ToString();
    }

    // A name of a parameter, with a modifier; anything else a server put there.
    private static bool IsName(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or ':' or '.');

    private static bool IsId(string segment) => segment.Length <= 64 && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    // Words, days, instants and codes with their system; a value that is longer holds more than that.
    private static bool IsHarmless(string value) =>
        value.Length <= 120 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':' or '.' or ',' or '%' or '|' or '+' or '/');
}
