using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>An EHR that gives tokens for signed assertions: connecting, closing a month, and what is said when something is missing.</summary>
public sealed class AuthorizedEhrTests
{
    [Theory]
    [InlineData("EC", "")]
    [InlineData("RSA", "")]
    [InlineData("EC", ", alg: ES384")]
    [InlineData("JWK", "")]
    public async Task A_month_closes_behind_a_door_that_wants_signed_assertions(string kind, string more)
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey(kind));
        await using var ehr = await SignedEhr.StartAsync(bridge, more, options => options with { TokenLife = TimeSpan.FromSeconds(1) });

        var closed = await bridge.CloseAsync();

        closed.Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue(closed.Error);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_token_that_the_EHR_forgets_in_the_middle_is_renewed()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        // Four requests at once are refused together and come again together; none of them may meet the next forgetting, since it asks for a new token once only.
        ehr.Ehr.Quirks.Add(new ForgettingQuirk(ehr.Ehr.Door!, every: 13));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        ehr.Ehr.Door!.TokensGiven.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task All_requests_of_a_connection_share_one_token()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.Ehr.Door!.TokensGiven.ShouldBe(1);
    }

    [Fact]
    public async Task The_next_key_is_published_before_it_signs()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        bridge.Write("next", SignedEhr.NewKey("RSA"));
        await using var ehr = await SignedEhr.StartAsync(bridge, ", nextKey: file:../../next");
        (await bridge.SyncAsync()).ShouldExit(0);

        // The keys change places; the EHR still holds the set that it read before.
        bridge.WriteTenant(SignedEhr.Yaml(ehr, ", nextKey: file:../../key").Replace("key: file:../../key", "key: file:../../next", StringComparison.Ordinal));
        (await bridge.SyncAsync()).ShouldExit(0);
    }

    [Fact]
    public async Task The_doctor_says_what_was_granted_and_what_is_missing()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with
        {
            Grants = "system/Practitioner.rs system/PractitionerRole.rs system/Organization.rs system/Location.rs system/Patient.rs system/Coverage.rs system/CarePlan.rs "
                + "system/Condition.rs system/Encounter.rs system/Procedure.rs system/ChargeItem.crus system/Claim.rs",
        });

        var findings = (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug, "--json")).ShouldExit(4).Json;

        Verdict(findings, "EHR-001").ShouldBe("ok");
        Verdict(findings, "EHR-002").ShouldBe("fail");
        findings.Single(finding => finding.GetProperty("check").GetString() == "EHR-002").GetProperty("message").GetString()!
            .ShouldStartWith("not granted: Consent: read, search; Claim: create, update.");
        findings.Single(finding => finding.GetProperty("check").GetString() == "EHR-020").GetProperty("message").GetString()
            .ShouldBe("Consent is not known: the EHR did not grant it; have it grant system/Consent.rs. Until then consent.active cannot be told, and holds whoever would be billed");
    }

    [Fact]
    public async Task A_good_connection_passes_every_check()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);

        var said = (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).ShouldExit(0);

        said.Lines.Count.ShouldBe(8);
        // The simulated EHR has no Location; all else is as it should be.
        said.Lines.Where(line => !line.StartsWith("ok ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("warn  EHR-004  cannot be searched: Location.");
        ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_the_EHR_does_not_know_is_named()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        bridge.Write("key", SignedEhr.NewKey("EC"));

        var refused = (await bridge.SyncAsync()).ShouldExit(4);
        refused.Error.ShouldContain("HTTP 400 (invalid_client)");
        refused.Error.ShouldContain("tenant keys");
        refused.Error.ShouldNotContain("clock");
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIG2AgEA\n-----END PRIVATE KEY-----", "neither a private key in PEM nor a private JSON Web Key")]
    [InlineData("hunter2", "neither a private key in PEM nor a private JSON Web Key")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AA\",\"x\":\"AA\",\"y\":\"AA\"}", "only RSA keys and EC keys on P-384")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}", "it is a public key")]
    [InlineData("{\"keys\":[]}", "it is a key set")]
    [InlineData("{\"kty\":\"EC\",\"d\":\"!!\"}", "neither a private key in PEM nor a private JSON Web Key")]
    public async Task A_key_that_cannot_sign_names_its_line(string key, string words)
    {
        using var bridge = new Bridge();
        bridge.Write("key", key);
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(SignedEhr.Yaml(ehr, ""));

        var refused = (await bridge.SyncAsync()).ShouldExit(2);

        refused.Error.ShouldContain("'ehr.auth.key' cannot be used: ");
        refused.Error.ShouldContain(words);
        refused.Error.ShouldContain("lakeside.yaml:");
        refused.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_short_RSA_key_an_encrypted_one_and_a_wrong_algorithm_are_refused()
    {
        using var bridge = new Bridge();
        using var rsa = RSA.Create(1024);
        (await RefusalAsync(bridge, rsa.ExportPkcs8PrivateKeyPem(), "")).ShouldContain("1024 bits is too short");
        using var good = RSA.Create(2048);
        (await RefusalAsync(bridge, good.ExportPkcs8PrivateKeyPem(), ", alg: ES384")).ShouldContain("it signs with RS384 but 'alg' says ES384");
        (await RefusalAsync(bridge, good.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)), "")).ShouldContain("it is encrypted");
        (await RefusalAsync(bridge, good.ExportSubjectPublicKeyInfoPem(), "")).ShouldContain("it is a public key");
    }

    [Fact]
    public async Task Keys_are_printed_without_their_private_parts()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        bridge.Write("next", SignedEhr.NewKey("RSA"));
        bridge.WriteTenant(SignedEhr.Auth(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"), ", nextKey: file:../../next"));

        var keys = JsonElement.Parse((await bridge.RunAsync("tenant", "keys", Bridge.Slug)).ShouldExit(0).Out).GetProperty("keys");

        keys.GetArrayLength().ShouldBe(2);
        foreach (var key in keys.EnumerateArray())
        {
            key.EnumerateObject().Select(member => member.Name).ShouldBeSubsetOf(["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"]);
            key.GetProperty("kid").GetString()!.Length.ShouldBe(43);
        }
    }

    [Fact]
    public async Task A_tenant_without_keys_is_told_so()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));

        (await bridge.RunAsync("tenant", "keys", Bridge.Slug)).ShouldExit(2).Error.ShouldContain("signs nothing");
    }

    private static async Task<string> RefusalAsync(Bridge bridge, string key, string more)
    {
        bridge.Write("key", key);
        bridge.WriteTenant(SignedEhr.Auth(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"), more));
        return (await bridge.RunAsync("tenant", "check", Bridge.Slug)).ShouldExit(2).Out;
    }

    private static string? Verdict(IReadOnlyList<JsonElement> findings, string check) =>
        findings.Single(finding => finding.GetProperty("check").GetString() == check).GetProperty("verdict").GetString();

    private sealed class ForgettingQuirk(SmartDoor door, int every) : Simulator.Quirks.IQuirk
    {
        public ValueTask BeforeAnswerAsync(Simulator.Quirks.QuirkContext context, CancellationToken cancellation)
        {
            if (context.Request % every == 0)
                door.Revoke();
            return ValueTask.CompletedTask;
        }
    }
}
