using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>A client's key pair, and whatever a test wants signed with it, right or wrong.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private SigningKey(string id, RSA? rsa, ECDsa? ec) => (Id, _rsa, _ec) = (id, rsa, ec);

    public string Id { get; }

    public string Algorithm => _rsa is null ? "ES384" : "RS384";

    public static SigningKey Rsa(string id = "rsa-1", int bits = 2048) => new(id, RSA.Create(bits), ec: null);

    public static SigningKey Ec(string id = "ec-1") => new(id, rsa: null, ECDsa.Create(ECCurve.NamedCurves.nistP384));

    /// <summary>The same key under another id.</summary>
    public SigningKey As(string id) => new(id, _rsa, _ec);

    public static string Set(params IEnumerable<JsonObject> keys) => new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }.ToJsonString();

    /// <summary>The public key (RFC 7517).</summary>
    public JsonObject Jwk(bool withPrivate = false)
    {
        var jwk = new JsonObject { ["kid"] = Id, ["use"] = "sig", ["alg"] = Algorithm };
        if (_rsa is not null)
        {
            var parts = _rsa.ExportParameters(withPrivate);
            jwk["kty"] = "RSA";
            jwk["n"] = Text(parts.Modulus!);
            jwk["e"] = Text(parts.Exponent!);
            if (withPrivate)
                jwk["d"] = Text(parts.D!);
        }
        else
        {
            var parts = _ec!.ExportParameters(withPrivate);
            jwk["kty"] = "EC";
            jwk["crv"] = "P-384";
            jwk["x"] = Text(parts.Q.X!);
            jwk["y"] = Text(parts.Q.Y!);
            if (withPrivate)
                jwk["d"] = Text(parts.D!);
        }

        return jwk;
    }

    public string Sign(JsonObject header, JsonObject claims)
    {
        var content = Content(header, claims);
        return $"{content}.{Text(SignatureOf(content, HashAlgorithmName.SHA384))}";
    }

    /// <summary>RS256 or ES256-like: the same key, another hash.</summary>
    public byte[] SignatureOf(string content, HashAlgorithmName hash) => _rsa is not null
        ? _rsa.SignData(Encoding.ASCII.GetBytes(content), hash, RSASignaturePadding.Pkcs1)
        : _ec!.SignData(Encoding.ASCII.GetBytes(content), hash);

    /// <summary>The public key as a file, as somebody would feed it to HMAC who hopes that the server does, too.</summary>
    public byte[] PublicPem() => Encoding.ASCII.GetBytes(_rsa is not null ? _rsa.ExportSubjectPublicKeyInfoPem() : _ec!.ExportSubjectPublicKeyInfoPem());

    public static string Content(JsonObject header, JsonObject claims) => $"{Text(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Text(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose()
    {
        _rsa?.Dispose();
        _ec?.Dispose();
    }
}
