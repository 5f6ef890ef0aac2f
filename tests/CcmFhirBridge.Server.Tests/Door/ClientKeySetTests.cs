using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Server.Tests.Door;

public sealed class ClientKeySetTests : IDisposable
{
    private readonly SigningKey _rsa = SigningKey.Rsa();
    private readonly SigningKey _ec = SigningKey.Ec();

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    [Fact]
    public void Keys_of_both_kinds_are_read()
    {
        Read(SigningKey.Set(_rsa.Jwk(), _ec.Jwk())).Keys.Select(key => (key.Id, key.Algorithm)).ShouldBe([("rsa-1", "RS384"), ("ec-1", "ES384")]);
        var plain = _ec.Jwk();
        foreach (var optional in (string[])["alg", "use"])
            plain.Remove(optional);
        Read(SigningKey.Set(plain)).Keys.ShouldHaveSingleItem().Algorithm.ShouldBe("ES384");
    }

    [Fact]
    public void A_private_key_is_refused_and_nothing_of_it_is_repeated()
    {
        foreach (var key in (SigningKey[])[_rsa, _ec])
        {
            var jwk = key.Jwk(withPrivate: true);
            var said = Refused(SigningKey.Set(jwk));
            said.ShouldStartWith("key 1 of the set holds 'd', a part of a private or shared key.");
            said.ShouldNotContain(jwk["d"]!.GetValue<string>());
            // Where the client publishes it, it signs nothing any more.
            ClientKeySet.ReadPublished(Encoding.UTF8.GetBytes(SigningKey.Set(jwk))).Keys.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_weak_key_is_refused()
    {
        foreach (var bits in (int[])[1024, 2040])
        {
            using var weak = SigningKey.Rsa("weak", bits);
            Refused(SigningKey.Set(_ec.Jwk(), weak.Jwk())).ShouldBe($"key 2 of the set has {bits} bits; an RSA key must have 2048 to 8192.");
        }
    }

    [Fact]
    public void Two_keys_of_one_id_are_refused() =>
        Refused(SigningKey.Set(_ec.Jwk(), _rsa.As(_ec.Id).Jwk())).ShouldBe("2 keys of the set have one 'kid'. Give each key an id of its own.");

    [Theory]
    [InlineData("kid", null, "key 1 of the set needs a 'kid' of 1 to 200 characters.")]
    [InlineData("kid", "", "key 1 of the set needs a 'kid' of 1 to 200 characters.")]
    [InlineData("kid", "a\nb", "key 1 of the set needs a 'kid' of 1 to 200 characters.")]
    [InlineData("kty", "oct", "key 1 of the set must have 'kty' RSA or EC.")]
    [InlineData("alg", "ES256", "key 1 of the set must have 'alg' ES384, or none.")]
    [InlineData("use", "enc", "key 1 of the set must have 'use' sig, or none.")]
    [InlineData("key_ops", "verify", "key 1 of the set must have 'verify' among its 'key_ops', or none.")]
    [InlineData("crv", "P-256", "key 1 of the set must be on the curve P-384 ('crv').")]
    [InlineData("x", "AAAA", "key 1 of the set must have coordinates 'x' and 'y' of 48 bytes each.")]
    [InlineData("x", "***", "key 1 of the set needs 'x' in base64url.")]
    [InlineData("x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "key 1 of the set is no point of the curve P-384.")]
    [InlineData("k", "AAAA", "key 1 of the set holds 'k', a part of a private or shared key. Register public keys only, and replace this key: it has left its owner.")]
    public void A_key_that_is_none_is_named_with_why(string member, string? value, string said)
    {
        var jwk = _ec.Jwk();
        jwk[member] = value;
        Refused(SigningKey.Set(jwk)).ShouldBe(said);
    }

    [Theory]
    [InlineData("n", "AAAA")]
    [InlineData("e", "AA")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AQAAAAAAAAE")]
    [InlineData("e", "BA")]
    public void An_RSA_key_that_no_generator_makes_is_refused(string member, string value)
    {
        var jwk = _rsa.Jwk();
        jwk[member] = value;
        Refused(SigningKey.Set(jwk)).ShouldStartWith("key 1 of the set has a modulus 'n' or an exponent 'e' that no key has.");
    }

    [Theory]
    [InlineData("", "the key set is no JSON, or has a member twice.")]
    [InlineData("{\"keys\":[],\"keys\":[]}", "the key set is no JSON, or has a member twice.")]
    [InlineData("[]", "a key set is a JSON object with an array 'keys' (RFC 7517).")]
    [InlineData("{\"keys\":{}}", "a key set is a JSON object with an array 'keys' (RFC 7517).")]
    [InlineData("{\"keys\":[]}", "the set holds no key.")]
    [InlineData("{\"keys\":[1]}", "key 1 of the set is no JSON object.")]
    public void What_is_no_key_set_is_refused(string json, string said) => Refused(json).ShouldBe(said);

    [Fact]
    public void A_set_has_a_limit_of_bytes_and_of_keys()
    {
        Refused(SigningKey.Set(_ec.Jwk()) + new string(' ', ClientKeySet.LongestBytes)).ShouldBe("a key set has 65536 bytes at most.");
        Refused(new JsonObject { ["keys"] = new JsonArray([.. Enumerable.Range(0, 51).Select(_ => new JsonObject())]) }.ToJsonString()).ShouldBe("a key set has 50 keys at most.");
    }

    private static ClientKeySet Read(string json) => ClientKeySet.Read(Encoding.UTF8.GetBytes(json));

    private static string Refused(string json) => Should.Throw<KeySetException>(() => Read(json)).Message;
}
