using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Tenants;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>The bridge's own keys: to sign with, and to publish.</summary>
public static class SigningKeys
{
    /// <summary>
    /// The public key set (RFC 7517) of a tenant: the key that signs and the one that will sign next, so that an EHR which keeps the set
    /// for a while knows the next key before it is used. Null when the tenant signs nothing or its keys were not resolved.
    /// </summary>
    public static string? PublicSetOf(EhrAuthorization authorization)
    {
        if (authorization is not EhrAuthorization.SmartBackend { Key: { } key } smart)
            return null;
        return smart.NextKey is { } next && next.Id != key.Id ? PublicSetOf([key, next]) : PublicSetOf([key]);
    }

    /// <summary>The public key set (RFC 7517) of keys.</summary>
    public static string PublicSetOf(params IEnumerable<ClientKey> keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(PublicOf)]) }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    internal static SigningCredentials CredentialsOf(ClientKey key)
    {
        // Assertions are few; a cached signer would outlive the key object.
        var factory = new CryptoProviderFactory { CacheSignatureProviders = false };
        var signing = PrivateOf(key);
        signing.KeyId = key.Id;
        return new SigningCredentials(signing, NameOf(key.Algorithm)) { CryptoProviderFactory = factory };
    }

    private static SecurityKey PrivateOf(ClientKey key)
    {
        if (key.Algorithm == ClientKeyAlgorithm.Rs384)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(key.Pkcs8.Reveal());
            return new RsaSecurityKey(rsa);
        }

        var ec = ECDsa.Create();
        ec.ImportFromPem(key.Pkcs8.Reveal());
        return new ECDsaSecurityKey(ec);
    }

    private static JsonObject PublicOf(ClientKey key)
    {
        var jwk = new JsonObject { ["kty"] = key.Algorithm == ClientKeyAlgorithm.Rs384 ? "RSA" : "EC" };
        if (key.Algorithm == ClientKeyAlgorithm.Rs384)
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(key.Pkcs8.Reveal());
            var parts = rsa.ExportParameters(includePrivateParameters: false);
            jwk["n"] = Base64UrlEncoder.Encode(parts.Modulus);
            jwk["e"] = Base64UrlEncoder.Encode(parts.Exponent);
        }
        else
        {
            using var ec = ECDsa.Create();
            ec.ImportFromPem(key.Pkcs8.Reveal());
            var point = ec.ExportParameters(includePrivateParameters: false).Q;
            jwk["crv"] = "P-384";
            jwk["x"] = Base64UrlEncoder.Encode(point.X);
            jwk["y"] = Base64UrlEncoder.Encode(point.Y);
        }

        jwk["kid"] = key.Id;
        jwk["alg"] = NameOf(key.Algorithm);
        jwk["use"] = "sig";
        jwk["key_ops"] = new JsonArray("verify");
        return jwk;
    }

    private static string NameOf(ClientKeyAlgorithm algorithm) =>
        algorithm == ClientKeyAlgorithm.Rs384 ? SecurityAlgorithms.RsaSha384 : SecurityAlgorithms.EcdsaSha384;
}
