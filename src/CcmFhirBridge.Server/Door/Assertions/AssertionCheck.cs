using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Outbound;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Server.Door.Assertions;

/// <summary>Proves who sent an assertion, by SMART Backend Services, RFC 7523 and RFC 8725.</summary>
internal sealed class AssertionCheck(PublicAddress address, KeySetGateway gateway, TimeProvider time)
{
    /// <summary>The longest that an assertion may be good for.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>How far the client's clock may be from ours.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler s_tokens = new() { MaximumTokenSizeInBytes = ClientAssertion.Longest };

    // Keys come and go with their clients; a cached verifier would outlive its key.
    private static readonly CryptoProviderFactory s_crypto = new() { CacheSignatureProviders = false };

    /// <summary>Checks everything but whether the assertion was used before, which only the store can tell.</summary>
    /// <exception cref="AssertionRefused">It proves nothing.</exception>
    public async Task<ProvedAssertion> CheckAsync(string text, ITenantDesk desk, CancellationToken cancellation)
    {
        var assertion = ClientAssertion.Read(text);
        // The whole address and nothing but it; a list would let one assertion open several doors.
        if (assertion.Audience != address.TokenEndpoint(desk.Tenant))
            throw new AssertionRefused("audience");
        CheckTimes(assertion);
        var client = await desk.Access.ClientAsync(assertion.ClientId, cancellation) ?? throw new AssertionRefused("client-unknown");
        if (client.Revoked is not null)
            throw new AssertionRefused("client-revoked");
        // Compared as text with what was registered, before anything is fetched.
        if (assertion.KeyAddress is { } named && named != client.Keys.Address?.OriginalString)
            throw new AssertionRefused("key-address");
        var key = await KeyOfAsync(desk.Tenant, client, assertion, cancellation);
        await VerifyAsync(assertion, key);
        return new ProvedAssertion(client, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(assertion.Id))), assertion.Expires + Skew);
    }

    private void CheckTimes(ClientAssertion assertion)
    {
        var now = time.GetUtcNow();
        if (assertion.Expires + Skew <= now || assertion.Expires > now + LongestLife + Skew)
            throw new AssertionRefused("expiry");
        if (assertion.IssuedAt > now + Skew || assertion.NotBefore > now + Skew)
            throw new AssertionRefused("not-yet");
        if (assertion.Expires - assertion.IssuedAt > LongestLife)
            throw new AssertionRefused("life");
    }

    private async Task<VerifyingKey> KeyOfAsync(Tenant tenant, AccessClient client, ClientAssertion assertion, CancellationToken cancellation)
    {
        try
        {
            var set = client.Keys.Address is { } published
                ? await gateway.FindAsync(new KeySetOwner(tenant.Slug, client.Id, published.OriginalString), published, keys => keys.Matching(assertion.KeyId, assertion.Algorithm).Length > 0, cancellation)
                : ClientKeySet.Read(Encoding.UTF8.GetBytes(client.Keys.Jwks!));
            return set.Matching(assertion.KeyId, assertion.Algorithm) switch
            {
                [var only] => only,
                [] => throw new AssertionRefused("key-unknown"),
                _ => throw new AssertionRefused("key-not-one"),
            };
        }
        catch (KeySetException)
        {
            throw new AssertionRefused("keys-unusable");
        }
    }

    private static async Task VerifyAsync(ClientAssertion assertion, VerifyingKey verifying)
    {
        var (key, owner) = verifying.Open();
        using var ended = owner;
        var result = await s_tokens.ValidateTokenAsync(assertion.Text, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            ValidAlgorithms = [verifying.Algorithm],
            ValidIssuer = assertion.ClientId,
            ValidAudience = assertion.Audience,
            // By our own clock, which the library does not take; done above.
            ValidateLifetime = false,
            CryptoProviderFactory = s_crypto,
        });
        if (!result.IsValid)
            throw new AssertionRefused("signature");
    }
}

/// <summary>An assertion that proved who sent it.</summary>
/// <param name="Client">Who.</param>
/// <param name="Hash">SHA-256 of its <c>jti</c>, lower-case hex.</param>
/// <param name="Until">Until when it would be taken.</param>
internal sealed record ProvedAssertion(AccessClient Client, string Hash, DateTimeOffset Until);
