using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class ClientCommandTests : IDisposable
{
    private readonly Bridge _bridge = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public ClientCommandTests()
    {
        _bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));
        _bridge.Write("keys.json", Set("k1"));
    }

    public void Dispose()
    {
        _key.Dispose();
        _bridge.Dispose();
    }

    [Fact]
    public async Task A_client_is_registered_seen_given_other_keys_and_revoked()
    {
        (await _bridge.RunAsync("client", "list", "--tenant", "lakeside")).ShouldExit(0)
            .Lines.ShouldBe(["lakeside has no clients: nobody can read from this bridge. 'ccm-bridge client add NAME --tenant lakeside' registers one."]);
        var added = (await _bridge.RunAsync("client", "add", "Billing South", "--tenant", "lakeside", "--scope", "system/Claim.read", "--scope", "system/Task.rs", "--jwks", "keys.json", "--by", "ann", "--json")).ShouldExit(0);
        var client = added.Json.ShouldHaveSingleItem();
        var id = client.GetProperty("id").GetString()!;
        id.ShouldMatch("^[0-9a-f]{16}$");
        added.Lines.ShouldBe([$$"""{"tenant":"lakeside","id":"{{id}}","name":"Billing South","scope":"system/Claim.rs system/Task.rs","jwksUrl":null,"kids":["k1"],"created":{"at":"2026-05-05T12:00:00+00:00","by":"ann"},"rotated":null,"revoked":null}"""]);

        var rotated = (await _bridge.RunAsync("client", "rotate", id, "--tenant", "lakeside", "--jwks-url", "https://billing.example/jwks.json")).ShouldExit(0);
        rotated.Out.ShouldContain("Its keys are replaced, and the tokens that the old ones brought have ended.");
        var revoked = (await _bridge.RunAsync("client", "revoke", id, "--tenant", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        (revoked.GetProperty("jwksUrl").GetString(), revoked.GetProperty("revoked").GetProperty("by").GetString()).ShouldBe(("https://billing.example/jwks.json", "test"));
        (await _bridge.RunAsync("client", "revoke", id, "--tenant", "lakeside", "--by", "bob", "--json")).ShouldExit(0).Json.Single().ToString().ShouldBe(revoked.ToString(), "a second word changes nothing");
        (await _bridge.RunAsync("client", "rotate", id, "--tenant", "lakeside", "--jwks", "keys.json")).ShouldExit(2)
            .ErrorLines.ShouldBe([$"ccm-bridge: lakeside has no client '{id}' that still has access. 'ccm-bridge client list --tenant lakeside' shows all of them."]);

        (await _bridge.RunAsync("client", "list", "--tenant", "lakeside", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(id);
        (await _bridge.RunAsync("client", "list", "--tenant", "lakeside")).ShouldExit(0).Out.ShouldContain("revoked 2026-05-05 08:00 by test");
    }

    [Fact]
    public async Task People_are_told_the_id_and_where_tokens_come_from()
    {
        var added = (await _bridge.RunAsync("client", "add", "Billing", "--tenant", "lakeside", "--scope", "system/*.rs", "--jwks-url", "https://billing.example/jwks.json")).ShouldExit(0);

        added.Out.ReplaceLineEndings(" ").ShouldContain("It asks for tokens at /lakeside/oauth/token of this service.");
    }

    [Fact]
    public async Task What_cannot_be_registered_is_refused_with_why_and_nothing_is_kept()
    {
        using var rsa = RSA.Create(1024);
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        _bridge.Write("weak.json", new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kid"] = "w", ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) }) }.ToJsonString());
        _bridge.Write("private.json", Set("k1", d: true));
        _bridge.Write("twins.json", Set("k1", "k1"));
        _bridge.Write("none.json", "{}");

        foreach (var (arguments, said) in ((string[], string)[])[
            (["--scope", "system/Claim.rs"], "say where its public keys are: --jwks FILE, or --jwks-url URL, and not both."),
            (["--scope", "system/Claim.rs", "--jwks", "keys.json", "--jwks-url", "https://billing.example/"], "say where its public keys are: --jwks FILE, or --jwks-url URL, and not both."),
            (["--scope", "system/Claim.rs", "--jwks", "missing.json"], "--jwks: 'missing.json' cannot be read. Name a file with a public key set."),
            (["--scope", "system/Claim.rs", "--jwks", "none.json"], "--jwks 'none.json': a key set is a JSON object with an array 'keys' (RFC 7517)."),
            (["--scope", "system/Claim.rs", "--jwks", "weak.json"], "--jwks 'weak.json': key 1 of the set has 1024 bits; an RSA key must have 2048 to 8192."),
            (["--scope", "system/Claim.rs", "--jwks", "private.json"], "--jwks 'private.json': key 1 of the set holds 'd', a part of a private or shared key. Register public keys only, and replace this key: it has left its owner."),
            (["--scope", "system/Claim.rs", "--jwks", "twins.json"], "--jwks 'twins.json': 2 keys of the set have one 'kid'. Give each key an id of its own."),
            (["--scope", "system/Claim.rs", "--jwks-url", "http://billing.example/jwks.json"], "--jwks-url 'http://billing.example/jwks.json' is no address of a key set. Write such as https://billing.example/jwks.json, without a user and without a fragment."),
            (["--scope", "system/Claim.rs system/Nonsense.rs", "--jwks", "keys.json"], "--scope: 'system/Nonsense.rs' asks for more than is offered: "),
            (["--scope", "Claim.rs", "--jwks", "keys.json"], "--scope: 'Claim.rs' is no scope that is known here. Write such as system/Claim.rs."),
            (["--scope", "system/Claim.rs", "--jwks", "keys.json", "--by", " "], "--by is empty. Say who decides.")])
        {
            var refused = (await _bridge.RunAsync(["client", "add", "Billing", "--tenant", "lakeside", .. arguments])).ShouldExit(2);
            refused.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("ccm-bridge: " + said);
        }

        (await _bridge.RunAsync("client", "add", "Bill\ning", "--tenant", "lakeside", "--scope", "system/Claim.rs", "--jwks", "keys.json")).ShouldExit(2)
            .ErrorLines.ShouldBe(["ccm-bridge: a client's NAME has 1 to 100 characters on one line."]);
        (await _bridge.RunAsync("client", "revoke", "nobody", "--tenant", "lakeside")).ShouldExit(2)
            .ErrorLines.ShouldBe(["ccm-bridge: lakeside has no client 'nobody'. 'ccm-bridge client list --tenant lakeside' shows all of them."]);
        (await _bridge.RunAsync("client", "list", "--tenant", "lakeside", "--json")).ShouldExit(0).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_set_of_a_client_is_printed_from_its_key_and_can_be_registered()
    {
        using var rsa = RSA.Create(2048);
        foreach (var (file, pem, kty) in new[] { ("ec.pem", _key.ExportPkcs8PrivateKeyPem(), "EC"), ("sec1.pem", _key.ExportECPrivateKeyPem(), "EC"), ("rsa.pem", rsa.ExportRSAPrivateKeyPem(), "RSA") })
        {
            _bridge.Write(file, pem);

            var printed = (await _bridge.RunAsync("client", "keys", file)).ShouldExit(0).Out;

            var jwk = JsonNode.Parse(printed)!["keys"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
            jwk["kty"]!.GetValue<string>().ShouldBe(kty);
            foreach (var secret in new[] { "d", "p", "q", "dp", "dq", "qi" })
                jwk.ContainsKey(secret).ShouldBeFalse();
            _bridge.Write("printed.json", printed);
            (await _bridge.RunAsync("client", "add", file, "--tenant", "lakeside", "--scope", "system/Claim.rs", "--jwks", "printed.json")).ShouldExit(0);
        }
    }

    [Fact]
    public async Task Who_asks_for_a_token_in_vain_is_told_what_to_look_at_and_no_key_is_repeated()
    {
        _bridge.Write("billing.pem", _key.ExportPkcs8PrivateKeyPem());
        _bridge.Write("public.pem", _key.ExportSubjectPublicKeyInfoPem());
        _bridge.Write("noise.pem", "secret-noise");
        _bridge.Write("huge.pem", new string('x', 70_000));
        const string Here = "http://127.0.0.1:9/lakeside/fhir";

        foreach (var (key, url, exit, said) in ((string, string, int, string)[])[
            ("billing.pem", Here, 1, "http://127.0.0.1:9 cannot be reached. Look at --url, and whether 'ccm-bridge run' is running there."),
            ("billing.pem", "http://bridge.example/lakeside/fhir", 2, "--url 'http://bridge.example/lakeside/fhir' is no FHIR base address."),
            ("billing.pem", "lakeside", 2, "--url 'lakeside' is no FHIR base address."),
            ("missing.pem", Here, 2, "'missing.pem' cannot be read. Name the file with the client's private key."),
            ("public.pem", Here, 2, "'public.pem' holds no key that can be used: it is a public key; give the private one."),
            ("noise.pem", Here, 2, "'noise.pem' holds no key that can be used: it is neither a private key in PEM nor a private JSON Web Key"),
            ("huge.pem", Here, 2, "'huge.pem' is no key file: it has more than 65536 bytes.")])
        {
            var refused = (await _bridge.RunAsync("client", "token", "0123456789abcdef", "--key", key, "--url", url)).ShouldExit(exit);
            refused.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("ccm-bridge: " + said);
            refused.Error.ShouldNotContain("secret-noise");
            refused.Out.ShouldBeEmpty();
        }
    }

    private string Set(string kid, string? second = null, bool d = false)
    {
        var parts = _key.ExportParameters(d);
        JsonObject Jwk(string id)
        {
            var jwk = new JsonObject { ["kid"] = id, ["kty"] = "EC", ["crv"] = "P-384", ["x"] = Base64Url.EncodeToString(parts.Q.X), ["y"] = Base64Url.EncodeToString(parts.Q.Y) };
            if (d)
                jwk["d"] = Base64Url.EncodeToString(parts.D);
            return jwk;
        }

        return new JsonObject { ["keys"] = second is null ? new JsonArray(Jwk(kid)) : new JsonArray(Jwk(kid), Jwk(second)) }.ToJsonString();
    }
}
