using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Simulator.Doors;

/// <summary>Checks a client assertion as RFC 7523 and SMART Backend Services demand.</summary>
internal sealed class AssertionCheck(DoorOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Whether it is the registered client's, made for this endpoint, in time, and never seen before.</summary>
    public bool IsGood(string assertion, string endpoint)
    {
        try
        {
            var parts = assertion.Split('.');
            return parts.Length == 3 && IsSigned(parts) && IsMeant(Part(parts[1]), endpoint);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException or KeyNotFoundException or CryptographicException)
        {
            return false;
        }
    }

    private bool IsSigned(string[] parts)
    {
        var header = Part(parts[0]);
        var (alg, kid) = (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString());
        if (header.TryGetProperty("typ", out var type) && type.GetString() != "JWT")
            return false;
        using var keys = JsonDocument.Parse(options.PublicKeys!);
        var matching = keys.RootElement.GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("kid").GetString() == kid).ToList();
        if (matching is not [var key] || key.TryGetProperty("d", out _))
            return false;
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var signature = Base64Url.DecodeFromChars(parts[2]);
        switch (alg, key.GetProperty("kty").GetString())
        {
            case ("RS384", "RSA"):
                using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }))
                    return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
            case ("ES384", "EC"):
                using (var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } }))
                    return signature.Length == 96 && ec.VerifyData(signed, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            default:
                return false;
        }
    }

    private bool IsMeant(JsonElement claims, string endpoint)
    {
        var now = time.GetUtcNow() + options.ClockAhead;
        var until = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        if (claims.GetProperty("iss").GetString() != options.ClientId || claims.GetProperty("sub").GetString() != options.ClientId
            || claims.GetProperty("aud").GetString() != endpoint || until <= now || until > now + LongestLife)
        {
            return false;
        }

        lock (_gate)
            return _used.Add(claims.GetProperty("jti").GetString() ?? throw new FormatException("no jti"));
    }

    private static JsonElement Part(string part) => JsonElement.Parse(Base64Url.DecodeFromChars(part));

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
}
