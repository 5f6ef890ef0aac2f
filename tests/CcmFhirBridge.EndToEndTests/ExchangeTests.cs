using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What was said to the EHR can be seen afterwards, and what may not be kept is not.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task Every_request_of_a_month_is_there_and_nothing_that_says_who_somebody_is()
    {
        using var bridge = new Bridge();
        var requests = 0;
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(_ =>
        {
            Interlocked.Increment(ref requests);
            return null;
        }));
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        var listed = await ListAsync(bridge, "--last", "10000");

        listed.Count.ShouldBe(requests);
        listed.Count(exchange => exchange.GetProperty("method").GetString() == "PUT" && exchange.GetProperty("status").GetInt32() == 201).ShouldBe(ehr.Bills + ehr.Lines);
        (await ListAsync(bridge, "--asked", "metadata")).ShouldNotBeEmpty();
        listed.Select(exchange => exchange.GetProperty("at").GetString()).ShouldBeInOrder();
        var kept = string.Concat(Directory.EnumerateFiles(bridge.Home.Exchanges(Bridge.Slug)).Select(File.ReadAllText));
        kept.ShouldNotContain("resourceType");
        kept.ShouldNotContain("ccmfhirbridge.dev");
    }

    [Fact]
    public async Task A_refusal_is_found_and_shown_with_its_codes()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        ehr.Ehr.Quirks.Add(new Refusal(new Aim(Times: 1000, Type: "Claim"), 422, "business-rule"));
        bridge.WriteTenant(ehr.Yaml());
        await bridge.CloseAsync();

        var failed = await ListAsync(bridge, "--failed", "--status", "4xx", "--method", "PUT");
        failed.ShouldNotBeEmpty();
        failed.ShouldAllBe(exchange => exchange.GetProperty("status").GetInt32() == 422 && exchange.GetProperty("issues").GetString() == "error business-rule");

        var id = failed[0].GetProperty("id").GetString()!;
        var shown = (await bridge.RunAsync("exchange", "show", id, "--tenant", Bridge.Slug)).ShouldExit(0).Out;
        shown.ShouldContain("PUT /fhir/Claim/");
        shown.ShouldContain("answer: 422, application/fhir+json");
        shown.ShouldContain("issues: error business-rule");
        shown.ShouldContain("Bodies were not kept");
        (await bridge.RunAsync("exchange", "list", "--tenant", Bridge.Slug, "--failed")).ShouldExit(0).Out.ShouldContain("422");
    }

    [Fact]
    public async Task Whole_keeps_bodies_but_never_a_token_or_an_assertion()
    {
        using var bridge = new Bridge();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        bridge.Write("key", key.ExportPkcs8PrivateKeyPem());
        const string Auth = "auth: { kind: smart-backend, clientId: lakeside-bridge, key: file:../../key }";
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir").Replace("auth: { kind: none }", Auth, StringComparison.Ordinal));
        var keys = (await bridge.RunAsync("tenant", "keys", Bridge.Slug)).ShouldExit(0).Out;
        await using var ehr = await PracticeEhr.StartAsync(
            bridge.Clock, patients: 12, options: new SimulatedEhrOptions { Door = new DoorOptions { ClientId = "lakeside-bridge", PublicKeys = keys } });
        bridge.WriteTenant(ehr.Yaml(("auth: { kind: none }", Auth + "\n  journal: { keep: whole, days: 2 }")));

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        var token = (await ListAsync(bridge, "--asked", "token")).ShouldHaveSingleItem();
        token.TryGetProperty("request", out _).ShouldBeFalse();
        token.TryGetProperty("response", out _).ShouldBeFalse();
        var claim = (await ListAsync(bridge, "--asked", "Claim", "--method", "PUT"))[0];
        JsonElement.Parse(claim.GetProperty("request").GetString()!).GetProperty("resourceType").GetString().ShouldBe("Claim");
        JsonElement.Parse(claim.GetProperty("response").GetString()!).GetProperty("resourceType").GetString().ShouldBe("Claim");
        var kept = string.Concat(Directory.EnumerateFiles(bridge.Home.Exchanges(Bridge.Slug)).Select(File.ReadAllText));
        kept.ShouldNotContain("client_assertion");
        kept.ShouldNotContain("access_token");
        kept.ShouldNotContain("Bearer");
        (await bridge.RunAsync("exchange", "show", claim.GetProperty("id").GetString()!, "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("Body of the request:");
    }

    [Fact]
    public async Task Off_keeps_nothing_and_says_so()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("auth: { kind: none }", "auth: { kind: none }\n  journal: { keep: off }")));
        (await bridge.SyncAsync()).ShouldExit(0);

        Directory.Exists(bridge.Home.Exchanges(Bridge.Slug)).ShouldBeFalse();
        (await bridge.RunAsync("exchange", "list", "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("ehr.journal.keep of the tenant is off");
    }

    [Fact]
    public async Task An_EHR_that_does_not_answer_is_in_it_too()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));
        (await bridge.RunAsync("doctor", "--tenant", Bridge.Slug)).ShouldExit(4);

        var failed = await ListAsync(bridge, "--failed");

        failed.ShouldNotBeEmpty();
        failed.ShouldAllBe(exchange => exchange.GetProperty("failure").GetString() == "connection-error");
    }

    [Theory]
    [InlineData("--since", "yesterday", "neither a duration")]
    [InlineData("--since", "2026-04-30T08:00:00", "neither a duration")]
    [InlineData("--status", "abc", "neither a status")]
    [InlineData("--status", "9xx", "neither a status")]
    [InlineData("--last", "0", "out of bounds")]
    public async Task What_cannot_be_understood_is_refused(string option, string value, string words)
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));

        (await bridge.RunAsync("exchange", "list", "--tenant", Bridge.Slug, option, value)).ShouldExit(2).Error.ShouldContain(words);
    }

    [Fact]
    public async Task An_id_that_is_none_is_told_so()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir"));

        (await bridge.RunAsync("exchange", "show", "../../key:0", "--tenant", Bridge.Slug)).ShouldExit(2).Error.ShouldContain("there is no exchange");
    }

    private static async Task<List<JsonElement>> ListAsync(Bridge bridge, params string[] more) =>
        [.. (await bridge.RunAsync(["exchange", "list", "--tenant", Bridge.Slug, "--json", .. more])).ShouldExit(0).Json];
}
