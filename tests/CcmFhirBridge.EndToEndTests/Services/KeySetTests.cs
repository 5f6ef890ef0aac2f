using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>The address at which an EHR finds the public keys of a tenant.</summary>
public sealed class KeySetTests
{
    private const string Client = "lakeside-bridge";

    [Fact]
    public async Task An_EHR_that_read_the_address_lets_both_keys_in_as_they_change_places()
    {
        var (key, next) = (NewKey(), NewKey());
        // The keys of a home may be asked for before there is an EHR to know them.
        using var before = new Bridge();
        before.Write("key", key);
        before.Write("next", next);
        before.WriteTenant(Signing(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"), "key", "next"));
        string set;
        await using (var service = new InProcessService(before))
        {
            using var answer = await service.GetAsync($"{Bridge.Slug}/jwks.json");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=3600");
            set = await answer.Content.ReadAsStringAsync();
        }

        var keys = JsonElement.Parse(set).GetProperty("keys").EnumerateArray().ToList();
        keys.Count.ShouldBe(2);
        foreach (var published in keys)
            published.EnumerateObject().Select(member => member.Name).ShouldBeSubsetOf(["kty", "crv", "x", "y", "kid", "alg", "use", "key_ops"]);
        using var bridge = new Bridge();
        bridge.Write("key", key);
        bridge.Write("next", next);
        await using var ehr = await PracticeEhr.StartAsync(
            bridge.Clock, patients: 12, options: new SimulatedEhrOptions { Door = new DoorOptions { ClientId = Client, PublicKeys = set } });
        bridge.WriteTenant(Signing(ehr.Yaml(), "key", "next"));
        (await bridge.SyncAsync()).ShouldExit(0);
        bridge.WriteTenant(Signing(ehr.Yaml(), "next", "key"));
        (await bridge.SyncAsync()).ShouldExit(0);
    }

    [Theory]
    [InlineData("lakeside/jwks.json", "a tenant that signs nothing")]
    [InlineData("hillside/jwks.json", "no tenant")]
    [InlineData("jwks.json", "no tenant named")]
    [InlineData("..%2F..%2Fkey/jwks.json", "no tenant's name")]
    public async Task Whoever_has_no_keys_is_not_found(string path, string who)
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));
        await using var service = new InProcessService(bridge);

        using var answer = await service.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, who);
        (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    private static string Signing(string yaml, string key, string next) => yaml.Replace(
        "auth: { kind: none }", $"auth: {{ kind: smart-backend, clientId: {Client}, key: file:../../{key}, nextKey: file:../../{next} }}", StringComparison.Ordinal);

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
