using System.Security.Cryptography;
using CcmFhirBridge.Domain.Tenants;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>
/// Client assertions of SMART Backend Services (RFC 7523): valid for three minutes, so that a server whose clock is two minutes behind
/// sees no more than the five that are allowed, and one that is two minutes ahead a minute that is left, and with an id that is never used twice.
/// </summary>
public static class ClientAssertions
{
    /// <summary>What <c>client_assertion_type</c> says.</summary>
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int JtiBytes = 16;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

    // The library's own clock would write iat and nbf, which some servers compare with theirs to the second.
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>An assertion for one request.</summary>
    /// <param name="key">The client's own key.</param>
    /// <param name="clientId">Who asks.</param>
    /// <param name="tokenEndpoint">Who is asked, letter by letter as it names itself.</param>
    /// <param name="now">The moment of asking.</param>
    public static string Sign(ClientKey key, string clientId, string tokenEndpoint, DateTimeOffset now) => Sign(SigningKeys.CredentialsOf(key), clientId, tokenEndpoint, now);

    internal static string Sign(SigningCredentials signing, string clientId, string tokenEndpoint, DateTimeOffset now) => Tokens.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = clientId,
        Audience = tokenEndpoint,
        Expires = (now + Life).UtcDateTime,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = clientId,
            [JwtRegisteredClaimNames.Jti] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(JtiBytes)),
        },
        SigningCredentials = signing,
    });
}
