using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace CcmFhirBridge.Server.Door;

/// <summary>A public key that signs assertions of a client: RSA of at least 2048 bits for RS384, or EC on P-384 for ES384.</summary>
public sealed class VerifyingKey
{
    /// <summary>The key type of RSA.</summary>
    public const string Rsa = "RSA";

    /// <summary>The key type of elliptic curves.</summary>
    public const string Ec = "EC";

    private const int FewestRsaBits = 2048;
    private const int MostRsaBits = 8192;
    private const int MostExponentBytes = 4;
    private const int LongestId = 200;
    private const int CoordinateBytes = 48;

    // Other members of RFC 7518 that belong to a private or a shared key.
    private static readonly string[] s_private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly RSAParameters _rsa;
    private readonly ECParameters _ec;

    private VerifyingKey(string id, string algorithm, RSAParameters rsa, ECParameters ec) => (Id, Algorithm, _rsa, _ec) = (id, algorithm, rsa, ec);

    /// <summary><c>kid</c></summary>
    public string Id { get; }

    /// <summary><c>RS384</c> or <c>ES384</c>: the only one that a key of its type is good for.</summary>
    public string Algorithm { get; }

    /// <summary>Reads one key of a set.</summary>
    /// <exception cref="KeySetException">It is none that an assertion may be signed with; the message says which and why.</exception>
    public static VerifyingKey Read(JsonElement jwk, int index)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
            throw Wrong(index, "is no JSON object");
        // The text of a message holds nothing of a key but its number and its id.
        foreach (var member in s_private)
        {
            if (jwk.TryGetProperty(member, out _))
                throw Wrong(index, $"holds '{member}', a part of a private or shared key. Register public keys only, and replace this key: it has left its owner");
        }

        var id = Text(jwk, "kid");
        if (id is not { Length: > 0 and <= LongestId } || id.Any(char.IsControl))
            throw Wrong(index, $"needs a 'kid' of 1 to {LongestId} characters");
        var type = Text(jwk, "kty");
        var algorithm = type switch
        {
            Rsa => SecurityAlgorithms.RsaSha384,
            Ec => SecurityAlgorithms.EcdsaSha384,
            _ => throw Wrong(index, "must have 'kty' RSA or EC"),
        };
        if (jwk.TryGetProperty("alg", out _) && Text(jwk, "alg") != algorithm)
            throw Wrong(index, $"must have 'alg' {algorithm}, or none");
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "sig")
            throw Wrong(index, "must have 'use' sig, or none");
        if (jwk.TryGetProperty("key_ops", out var uses) && (uses.ValueKind != JsonValueKind.Array || !uses.EnumerateArray().Any(static use => use.ValueKind == JsonValueKind.String && use.ValueEquals("verify"))))
            throw Wrong(index, "must have 'verify' among its 'key_ops', or none");
        return type == Rsa ? new VerifyingKey(id, algorithm, ReadRsa(jwk, index), default) : new VerifyingKey(id, algorithm, default, ReadEc(jwk, index));
    }

    /// <summary>The key for one verification; whoever asked disposes the second.</summary>
    internal (SecurityKey Key, IDisposable Owner) Open()
    {
        if (Algorithm == SecurityAlgorithms.RsaSha384)
        {
            var rsa = RSA.Create(_rsa);
            return (new RsaSecurityKey(rsa) { KeyId = Id }, rsa);
        }

        var ec = ECDsa.Create(_ec);
        return (new ECDsaSecurityKey(ec) { KeyId = Id }, ec);
    }

    private static RSAParameters ReadRsa(JsonElement jwk, int index)
    {
        var parameters = new RSAParameters { Modulus = Bytes(jwk, "n", index), Exponent = Bytes(jwk, "e", index) };
        // A huge exponent or modulus costs whoever verifies, not whoever signs.
        if (parameters.Modulus is [0, ..] || parameters.Exponent is [0, ..] || parameters.Exponent!.Length > MostExponentBytes || (parameters.Exponent[^1] & 1) == 0 || parameters.Exponent is [1])
            throw Wrong(index, "has a modulus 'n' or an exponent 'e' that no key has");
        var bits = ((parameters.Modulus!.Length - 1) * 8) + (8 - System.Numerics.BitOperations.LeadingZeroCount((uint)parameters.Modulus[0] << 24));
        if (bits is < FewestRsaBits or > MostRsaBits)
            throw Wrong(index, $"has {bits} bits; an RSA key must have {FewestRsaBits} to {MostRsaBits}");
        return parameters;
    }

    private static ECParameters ReadEc(JsonElement jwk, int index)
    {
        if (Text(jwk, "crv") != "P-384")
            throw Wrong(index, "must be on the curve P-384 ('crv')");
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = Bytes(jwk, "x", index), Y = Bytes(jwk, "y", index) } };
        if (parameters.Q.X!.Length != CoordinateBytes || parameters.Q.Y!.Length != CoordinateBytes)
            throw Wrong(index, $"must have coordinates 'x' and 'y' of {CoordinateBytes} bytes each");
        try
        {
            using var ec = ECDsa.Create(parameters);
        }
        catch (CryptographicException)
        {
            throw Wrong(index, "is no point of the curve P-384");
        }

        return parameters;
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Bytes(JsonElement jwk, string name, int index)
    {
        try
        {
            if (Text(jwk, name) is { Length: > 0 } text && System.Buffers.Text.Base64Url.DecodeFromChars(text) is { Length: > 0 } bytes)
                return bytes;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw Wrong(index, $"needs '{name}' in base64url");
    }

    private static KeySetException Wrong(int index, string why) => new($"key {index + 1} of the set {why}.");
}
