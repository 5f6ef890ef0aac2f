using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Server.Door.Assertions;

/// <summary>
/// A client assertion (RFC 7523) as it is written, nothing of it proved yet. It is read strictly, so that no two readers can take it for different
/// things: three parts, no member twice, nothing encrypted or compressed, and each claim of the type that it must have.
/// </summary>
internal sealed record ClientAssertion
{
    /// <summary>Most characters of an assertion.</summary>
    public const int Longest = 8 * 1024;

    private const int LongestText = 256;
    private const int LongestAddress = 2048;
    private const long LatestInstant = 99_999_999_999;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The assertion itself.</summary>
    public required string Text { get; init; }

    /// <summary><c>RS384</c> or <c>ES384</c>.</summary>
    public required string Algorithm { get; init; }

    public required string KeyId { get; init; }

    /// <summary>Where it says that its keys are; null when it does not.</summary>
    public required string? KeyAddress { get; init; }

    /// <summary><c>iss</c> and <c>sub</c>, which are the same.</summary>
    public required string ClientId { get; init; }

    public required string Audience { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public required DateTimeOffset? IssuedAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>Reads an assertion; nothing of it is proved by that.</summary>
    /// <exception cref="AssertionRefused">It is none that could be taken from anybody.</exception>
    public static ClientAssertion Read(string text)
    {
        if (text.Length > Longest)
            throw new AssertionRefused("size");
        // Five parts are an encrypted token: what it would unpack to is known only once it did.
        if (text.Split('.') is not [var head, var body, { Length: > 0 }])
            throw new AssertionRefused("form");
        using var header = Json(head);
        var algorithm = TextOf(header, "alg");
        if (algorithm is not (SecurityAlgorithms.RsaSha384 or SecurityAlgorithms.EcdsaSha384))
            throw new AssertionRefused("algorithm");
        if (!string.Equals(TextOf(header, "typ"), "JWT", StringComparison.OrdinalIgnoreCase))
            throw new AssertionRefused("type");
        // What must be understood is not, and nothing here is packed.
        if (Has(header, "crit") || Has(header, "zip") || Has(header, "enc"))
            throw new AssertionRefused("header");
        using var claims = Json(body);
        var client = TextOf(claims, "iss");
        if (client is null || TextOf(claims, "sub") != client)
            throw new AssertionRefused("issuer");
        return new ClientAssertion
        {
            Text = text,
            Algorithm = algorithm,
            KeyId = TextOf(header, "kid") ?? throw new AssertionRefused("key-id"),
            KeyAddress = Has(header, "jku") ? TextOf(header, "jku", LongestAddress) ?? throw new AssertionRefused("key-address") : null,
            ClientId = client,
            Audience = TextOf(claims, "aud", LongestAddress) ?? throw new AssertionRefused("audience"),
            Id = TextOf(claims, "jti") ?? throw new AssertionRefused("id"),
            Expires = InstantOf(claims, "exp") ?? throw new AssertionRefused("expiry"),
            IssuedAt = InstantOf(claims, "iat"),
            NotBefore = InstantOf(claims, "nbf"),
        };
    }

    private static JsonDocument Json(string part)
    {
        try
        {
            var document = JsonDocument.Parse(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(part)), s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or DecoderFallbackException)
        {
            // Said below, without a word of it.
        }

        throw new AssertionRefused("form");
    }

    private static bool Has(JsonDocument document, string name) => document.RootElement.TryGetProperty(name, out _);

    private static string? TextOf(JsonDocument document, string name, int longest = LongestText)
    {
        if (!document.RootElement.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString() is { Length: > 0 } text && text.Length <= longest ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text.
            return null;
        }
    }

    private static DateTimeOffset? InstantOf(JsonDocument document, string name)
    {
        if (!document.RootElement.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= LatestInstant
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new AssertionRefused("time");
    }
}
