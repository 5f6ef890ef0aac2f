using System.Security.Cryptography;
using CcmFhirBridge.Domain.Tenants;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>
/// A client assertion of SMART Backend Services (RFC 7523): valid for four minutes, so that a server whose clock is a minute behind
/// still sees less than the five that are allowed, and with an id that is never used twice.
/// </summary>
internal sealed class SignedAssertion(EhrAuthorization.SmartBackend client, TimeProvider time) : IClientCredential
{
    private const int JtiBytes = 16;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(4);

    // The library's own clock would write iat and nbf, which some servers compare with theirs to the second.
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SigningCredentials? _signing = client.Key is null ? null : SigningKeys.CredentialsOf(client.Key);

    public string Setting => "ehr.auth.clientId and key; the EHR must know the public key ('ccm-bridge tenant keys' prints it)";

    public ClientProof Prove(AuthorizationServer server) => new(
        [
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", Sign(server.Token)),
        ],
        Header: null);

    private string Sign(Uri tokenEndpoint) => Tokens.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = client.ClientId,
        Audience = tokenEndpoint.OriginalString,
        Expires = (time.GetUtcNow() + Life).UtcDateTime,
        Claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [JwtRegisteredClaimNames.Sub] = client.ClientId,
            [JwtRegisteredClaimNames.Jti] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(JtiBytes)),
        },
        SigningCredentials = _signing ?? throw new InvalidOperationException("The key of ehr.auth was not resolved."),
    });
}
