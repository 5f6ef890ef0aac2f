using System.Net;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Outbound;
using CcmFhirBridge.Server.Tests.Desks;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>Clients that publish their keys at an address of their own.</summary>
public sealed class PublishedKeysTests : IAsyncLifetime
{
    private readonly StoredTenants _tenants = new("lakeside");
    private KeySetServer _keys = null!;
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _keys = await KeySetServer.StartAsync();
        _server = await DoorServer.StartAsync(_tenants);
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs", keys: AccessClientKeys.At(_keys.Address));
        _keys.Publish(_client.Key);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _keys.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task A_set_is_fetched_once_and_kept()
    {
        for (var time = 0; time < 5; time++)
            await _client.TokenAsync(_server);
        _keys.Asked.ShouldBe(1);
        (await _client.AskAsync(_server, _client.Assertion(_server, header: head => head["jku"] = _keys.Address.OriginalString))).Status.ShouldBe(HttpStatusCode.OK, "it is the registered address");

        _server.Time.Advance(KeySetGateway.UsuallyKept);
        await _client.TokenAsync(_server);
        _keys.Asked.ShouldBe(2);
    }

    [Theory]
    [InlineData("max-age=120", 120)]
    [InlineData("max-age=1", 60)]
    [InlineData("no-store", 60)]
    [InlineData("public, max-age=86400", 3600)]
    public async Task A_set_is_kept_as_long_as_its_owner_says_within_bounds(string cacheControl, int seconds)
    {
        var publish = _keys.Answer;
        _keys.Answer = http =>
        {
            http.Response.Headers.CacheControl = cacheControl;
            return publish(http);
        };
        await _client.TokenAsync(_server);

        _server.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await _client.TokenAsync(_server);
        _keys.Asked.ShouldBe(1);
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await _client.TokenAsync(_server);
        _keys.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_next_key_is_found_a_minute_after_the_last_fetch_at_the_latest()
    {
        await _client.TokenAsync(_server);
        using var next = SigningKey.Ec("next");
        _keys.Publish(_client.Key, next);
        var header = _client.Header();
        header["kid"] = "next";

        (await _client.AskAsync(_server, next.Sign(header, _client.Claims(_server)))).ShouldBeInvalidClient();
        _server.Time.Advance(KeySetGateway.FewestBetween);
        (await _client.AskAsync(_server, next.Sign(header, _client.Claims(_server)))).Status.ShouldBe(HttpStatusCode.OK);
        _keys.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task An_address_of_keys_that_is_not_the_registered_one_is_refused_and_never_asked()
    {
        await using var evil = await KeySetServer.StartAsync();
        evil.Publish(_client.Key);
        using var kept = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs", id: "kept");
        foreach (var client in (RegisteredClient[])[_client, kept])
        {
            foreach (var jku in (string[])[
                evil.Address.OriginalString, "", "file:///etc/passwd", _keys.Address.OriginalString + "#", _keys.Address.OriginalString + "/", $"http://ehr@127.0.0.1:{_keys.Address.Port}/keys"])
                (await client.AskAsync(_server, client.Assertion(_server, header: head => head["jku"] = jku))).ShouldBeInvalidClient();
        }

        evil.Asked.ShouldBe(0);
        _keys.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task An_address_that_only_begins_like_the_registered_one_is_refused_and_never_asked()
    {
        using var client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs", keys: AccessClientKeys.At(new Uri("https://ehr.org/keys")), id: "ehr");
        foreach (var jku in (string[])["https://ehr.org.evil.com/keys", "https://ehr.org/keys.evil.com", "https://ehr.org@evil.com/keys", "https://EHR.org/keys", "https://ehr.org:443/keys", "//ehr.org/keys"])
        {
            _server.Log.Clear();
            (await client.AskAsync(_server, client.Assertion(_server, header: head => head["jku"] = jku))).ShouldBeInvalidClient();
            _server.Log.GetSnapshot().ShouldContain(record => record.Message == "lakeside: a token was refused: key-address");
        }
    }

    [Fact]
    public async Task Two_published_keys_of_one_id_are_as_good_as_none()
    {
        using var twin = SigningKey.Ec(_client.Key.Id);
        _keys.Publish(_client.Key, twin);

        (await _client.AskAsync(_server, _client.Assertion(_server))).ShouldBeInvalidClient();
        _server.Log.GetSnapshot().ShouldContain(record => record.Message == "lakeside: a token was refused: key-not-one");
    }

    [Fact]
    public async Task Keys_of_other_kinds_may_lie_beside_the_one_that_signs()
    {
        using var weak = SigningKey.Rsa("weak", bits: 1024);
        using var twin = SigningKey.Rsa(_client.Key.Id);
        var set = SigningKey.Set(weak.Jwk(), twin.Jwk(), _client.Key.Jwk(), new() { ["kty"] = "oct", ["k"] = "AAAA" }, new() { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = "x" });
        _keys.Answer = http => http.Response.WriteAsync(set);

        (await _client.AskAsync(_server, _client.Assertion(_server))).Status.ShouldBe(HttpStatusCode.OK);
        var header = _client.Header();
        (header["alg"], header["kid"]) = ("RS384", "weak");
        (await _client.AskAsync(_server, weak.Sign(header, _client.Claims(_server)))).ShouldBeInvalidClient();
    }

    [Fact]
    public async Task A_storm_of_unknown_key_ids_asks_for_the_set_once_a_minute()
    {
        await _client.TokenAsync(_server);
        for (var minute = 0; minute < 3; minute++)
        {
            _server.Time.Advance(KeySetGateway.FewestBetween);
            await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
                (await _client.AskAsync(_server, _client.Assertion(_server, header: head => head["kid"] = $"unknown-{number}"))).ShouldBeInvalidClient());
            _keys.Asked.ShouldBe(minute + 2);
        }

        await _client.TokenAsync(_server);
    }

    [Fact]
    public async Task An_address_that_fails_is_not_asked_again_for_a_minute_and_what_ran_out_is_not_used()
    {
        await _client.TokenAsync(_server);
        var publish = _keys.Answer;
        _keys.Answer = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _server.Time.Advance(KeySetGateway.UsuallyKept);

        for (var time = 0; time < 20; time++)
            (await _client.AskAsync(_server, _client.Assertion(_server))).ShouldBeInvalidClient();
        _keys.Asked.ShouldBe(2);
        _keys.Answer = publish;
        _server.Time.Advance(KeySetGateway.FewestBetween);
        await _client.TokenAsync(_server);
    }

    [Fact]
    public async Task Many_at_once_wait_for_one_fetch()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var publish = _keys.Answer;
        _keys.Answer = async http =>
        {
            await gate.Task;
            await publish(http);
        };

        var asking = Enumerable.Range(0, 20).Select(_ => _client.TokenAsync(_server)).ToList();
        await Eventually.ShouldHoldAsync(() => _keys.Asked > 0, "the fetch");
        gate.SetResult();

        (await Task.WhenAll(asking)).Distinct().Count().ShouldBe(20);
        _keys.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_others_reach_does_not_ask_its_own_machine()
    {
        await using var reachable = await DoorServer.StartAsync(_tenants, options => options with { PublicUrl = new Uri("https://bridge.example") });

        (await _client.AskAsync(reachable, _client.Assertion(reachable))).ShouldBeInvalidClient();
        _keys.Asked.ShouldBe(0);
    }
}
