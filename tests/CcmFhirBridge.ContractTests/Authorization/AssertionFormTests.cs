using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;

namespace CcmFhirBridge.ContractTests.Authorization;

/// <summary>What the bridge signs, seen from a token endpoint: nothing that a good one would refuse, and nothing that a bad one could use elsewhere.</summary>
public sealed class AssertionFormTests
{
    private static readonly ClientKey s_ec = new("ec-1", ClientKeyAlgorithm.Es384, new SecretValue(Pem(ECDsa.Create(ECCurve.NamedCurves.nistP384))));
    private static readonly ClientKey s_rsa = new("rsa-1", ClientKeyAlgorithm.Rs384, new SecretValue(Pem(RSA.Create(2048))));

    [Theory]
    [InlineData("ES384")]
    [InlineData("RS384")]
    public async Task An_assertion_names_its_key_and_brings_none_and_is_made_for_one_endpoint_and_three_minutes(string algorithm)
    {
        await using var ehr = Door(algorithm == "ES384" ? s_ec : s_rsa);

        await ehr.ReadAsync("Encounter");

        var assertion = Assertions(ehr).ShouldHaveSingleItem();
        assertion.Length.ShouldBeLessThan(8 * 1024);
        var (header, claims) = Parts(assertion);
        header.EnumerateObject().Select(member => member.Name).ShouldBe(["alg", "kid", "typ"], ignoreOrder: true);
        (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString()).ShouldBe((algorithm, algorithm == "ES384" ? "ec-1" : "rsa-1"));
        claims.GetProperty("iss").GetString().ShouldBe("bridge");
        claims.GetProperty("sub").GetString().ShouldBe("bridge");
        claims.GetProperty("aud").ValueKind.ShouldBe(JsonValueKind.String);
        claims.GetProperty("aud").GetString().ShouldBe(ehr.Origin + "/auth/token");
        (claims.GetProperty("exp").GetInt64() - ehr.Time.GetUtcNow().ToUnixTimeSeconds()).ShouldBeInRange(170, 180);
        foreach (var early in (string[])["iat", "nbf"])
            (claims.TryGetProperty(early, out var from) ? from.GetInt64() : 0).ShouldBeLessThanOrEqualTo(ehr.Time.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task No_assertion_is_sent_twice_whatever_becomes_of_the_request()
    {
        await using var ehr = Door(s_ec, StubEhr.Status(503), StubEhr.Status(400), StubEhr.Status(429), StubEhr.Json("""{"access_token":"first","expires_in":300}"""));

        await ehr.ReadAsync("Encounter");

        Assertions(ehr).Count.ShouldBe(4);
        Assertions(ehr).Select(assertion => Parts(assertion).Claims.GetProperty("jti").GetString()).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Two_keys_of_one_id_are_never_published_together()
    {
        var keys = JsonElement.Parse(SigningKeys.PublicSetOf(new EhrAuthorization.SmartBackend("bridge", null, s_ec, s_ec, []))!).GetProperty("keys");

        keys.GetArrayLength().ShouldBe(1);
    }

    private static StubEhr Door(ClientKey key, params WireMock.ResponseBuilders.IResponseBuilder[] answers)
    {
        var ehr = new StubEhr(settings => settings with { Authorization = new EhrAuthorization.SmartBackend("bridge", null, key, null, []) });
        ehr.On("/.well-known/smart-configuration", StubEhr.Json($$"""{"token_endpoint":"{{ehr.Origin}}/auth/token"}"""));
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));
        ehr.Beside("/auth/token", "POST", answers.Length > 0 ? answers : [StubEhr.Json("""{"access_token":"first","expires_in":300}""")]);
        return ehr;
    }

    private static List<string> Assertions(StubEhr ehr) =>
    [
        .. ehr.Requests.Where(request => request.Path == "/auth/token")
            .Select(request => request.Body!.Split('&').Single(field => field.StartsWith("client_assertion=", StringComparison.Ordinal))["client_assertion=".Length..]),
    ];

    private static (JsonElement Header, JsonElement Claims) Parts(string assertion)
    {
        var parts = assertion.Split('.');
        return (JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])));
    }

    private static string Pem(AsymmetricAlgorithm key)
    {
        using (key)
            return key.ExportPkcs8PrivateKeyPem();
    }
}
