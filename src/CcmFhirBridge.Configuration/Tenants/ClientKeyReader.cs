using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>
/// Reads a private key for client assertions: PEM (PKCS #8, PKCS #1 or SEC 1, not encrypted) or a JSON Web Key. A key without an id of
/// its own is named by its thumbprint (RFC 7638), so that the same key always has the same name.
/// </summary>
public static class ClientKeyReader
{
    private const int ShortestRsa = 2048;
    private const int P384 = 384;

    /// <summary>The key, or what is wrong in words that never repeat it.</summary>
    public static (ClientKey? Key, string? Problem) Read(SecretValue secret)
    {
        var text = secret.Reveal().Trim();
        try
        {
            return text.StartsWith('{') ? OfJwk(text) : OfPem(text);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException or FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, "it is neither a private key in PEM nor a private JSON Web Key; make one with 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384'");
        }
    }

    private static (ClientKey? Key, string? Problem) OfPem(string pem)
    {
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
            return (null, "it is encrypted; store it without a passphrase where only this account can read it");
        if (pem.Contains("BEGIN PUBLIC", StringComparison.Ordinal) || pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            return (null, "it is a public key; give the private one");
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return Of(rsa, id: null);
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            using var ec = ECDsa.Create();
            ec.ImportFromPem(pem);
            return Of(ec, id: null);
        }
    }

    private static (ClientKey? Key, string? Problem) OfJwk(string json)
    {
        using var document = JsonDocument.Parse(json);
        var jwk = document.RootElement;
        if (jwk.TryGetProperty("keys", out _))
            return (null, "it is a key set; give one private key, and the one that follows as 'nextKey'");
        if (!jwk.TryGetProperty("d", out _))
            return (null, "it is a public key; give the private one");
        var id = jwk.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
        switch (jwk.GetProperty("kty").GetString())
        {
            case "RSA":
                using (var rsa = RSA.Create(new RSAParameters
                {
                    Modulus = Bytes(jwk, "n"),
                    Exponent = Bytes(jwk, "e"),
                    D = Bytes(jwk, "d"),
                    P = Bytes(jwk, "p"),
                    Q = Bytes(jwk, "q"),
                    DP = Bytes(jwk, "dp"),
                    DQ = Bytes(jwk, "dq"),
                    InverseQ = Bytes(jwk, "qi"),
                }))
                {
                    return Of(rsa, id);
                }

            case "EC" when jwk.GetProperty("crv").GetString() == "P-384":
                using (var ec = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP384,
                    D = Bytes(jwk, "d"),
                    Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") },
                }))
                {
                    return Of(ec, id);
                }

            default:
                return (null, "only RSA keys and EC keys on P-384 sign what EHRs accept");
        }
    }

    private static (ClientKey? Key, string? Problem) Of(RSA rsa, string? id)
    {
        if (rsa.KeySize < ShortestRsa)
            return (null, $"an RSA key of {rsa.KeySize} bits is too short; use {ShortestRsa} or more");
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        var thumbprint = Thumbprint($$"""{"e":"{{Base64Url.EncodeToString(parts.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parts.Modulus)}}"}""");
        return (new ClientKey(id ?? thumbprint, ClientKeyAlgorithm.Rs384, new SecretValue(rsa.ExportPkcs8PrivateKeyPem())), null);
    }

    private static (ClientKey? Key, string? Problem) Of(ECDsa ec, string? id)
    {
        if (ec.KeySize != P384)
            return (null, "an EC key must be on the curve P-384");
        var point = ec.ExportParameters(includePrivateParameters: false).Q;
        var thumbprint = Thumbprint($$"""{"crv":"P-384","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""");
        return (new ClientKey(id ?? thumbprint, ClientKeyAlgorithm.Es384, new SecretValue(ec.ExportPkcs8PrivateKeyPem())), null);
    }

    private static byte[] Bytes(JsonElement jwk, string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());

    private static string Thumbprint(string canonical) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
}
