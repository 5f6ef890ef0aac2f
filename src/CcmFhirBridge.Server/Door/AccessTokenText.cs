using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Server.Door;

/// <summary>
/// An access token as it is sent: the tenant's slug in clear, a dot, and 256 random bits. The slug lets a token that came to the wrong door be
/// told from one that nobody knows; it proves nothing.
/// </summary>
internal static class AccessTokenText
{
    private const int RandomBytes = 32;
    private const int LongestSlug = 40;

    private static readonly int s_randomLength = Base64Url.GetEncodedLength(RandomBytes);

    public static string Make(string slug) => $"{slug}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";

    /// <summary>The slug that a token names; null when it is no token of ours.</summary>
    public static string? SlugOf(string token)
    {
        var dot = token.IndexOf('.');
        return dot is > 0 and <= LongestSlug && token.Length == dot + 1 + s_randomLength
            && token.AsSpan(0, dot).IndexOfAnyExcept(s_slugLetters) < 0 && Base64Url.IsValid(token.AsSpan(dot + 1))
            ? token[..dot]
            : null;
    }

    /// <summary>All of a token that is kept: SHA-256, lower-case hex.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static readonly System.Buffers.SearchValues<char> s_slugLetters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
