using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Server.Fhir.Serving;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>
/// What a link to the next page carries: the whole search and where it went on, sealed with a secret of the tenant, so that nobody makes
/// one, changes one or takes one to another tenant. It opens nothing: whoever follows it is asked for a credential again.
/// </summary>
/// <param name="tenant">Slug.</param>
/// <param name="secret">Secret of the tenant.</param>
internal sealed class PageCursor(string tenant, byte[] secret)
{
    /// <summary>Parameter that carries it.</summary>
    public const string Parameter = "_page";

    /// <summary>Name of the secret in the tenant's store.</summary>
    public const string Secret = "page-cursor";

    private const int SealBytes = HMACSHA256.HashSizeInBytes;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Seals a search of a type and where its page ended.</summary>
    public string Write(string type, string query, PagePosition after)
    {
        var content = s_strict.GetBytes(string.Join('\n', type, after.Key, after.Id, query));
        return Base64Url.EncodeToString([.. Seal(content), .. content]);
    }

    /// <summary>Opens one.</summary>
    /// <exception cref="FhirProblem">400: it was not made here, for this tenant and type.</exception>
    public (string Query, PagePosition After) Read(string type, string cursor)
    {
        if (TryDecode(cursor) is { Length: > SealBytes } bytes)
        {
            var content = bytes.AsSpan(SealBytes);
            if (CryptographicOperations.FixedTimeEquals(Seal(content), bytes.AsSpan(0, SealBytes))
                && s_strict.GetString(content).Split('\n', 4) is [var named, var key, var id, var query] && named == type)
            {
                return (query, new PagePosition(key, id));
            }
        }

        throw FhirProblem.Invalid("This link to a page was not made here. Search again from the beginning.", Parameter);
    }

    private static byte[]? TryDecode(string cursor) => Base64Url.IsValid(cursor) ? Base64Url.DecodeFromChars(cursor) : null;

    private byte[] Seal(ReadOnlySpan<byte> content) => HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes(tenant + "\n"), .. content]);
}
