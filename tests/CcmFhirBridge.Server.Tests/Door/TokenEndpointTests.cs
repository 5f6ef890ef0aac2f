using System.Globalization;
using System.Net;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Tests.Desks;

namespace CcmFhirBridge.Server.Tests.Door;

public sealed class TokenEndpointTests
{
    [Theory]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task A_client_gets_a_token_by_what_the_service_says_of_itself_and_comes_in_with_it(string algorithm)
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs system/Task.rs", algorithm == "RS384" ? SigningKey.Rsa() : SigningKey.Ec());
        await using var server = await DoorServer.StartAsync(tenants, options => options with { PublicUrl = new Uri("https://bridge.example/ccm/") });

        var (status, configuration) = await server.AskAsync("/lakeside/fhir/.well-known/smart-configuration");
        status.ShouldBe(HttpStatusCode.OK);
        var endpoint = configuration.GetProperty("token_endpoint").GetString();
        endpoint.ShouldBe("https://bridge.example/ccm/lakeside/oauth/token");
        configuration.GetProperty("token_endpoint_auth_signing_alg_values_supported").EnumerateArray().Select(each => each.GetString()).ShouldContain(algorithm);
        configuration.GetProperty("scopes_supported").EnumerateArray().Select(each => each.GetString()).ShouldContain("system/Claim.rus");
        configuration.GetProperty("capabilities").EnumerateArray().Select(each => each.GetString()).ShouldContain("client-confidential-asymmetric");
        var answer = await client.AskAsync(server, client.Assertion(server, claims: body => body["aud"] = endpoint), "system/Claim.read system/Task.rs system/Patient.r");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.EnumerateObject().Select(member => member.Name).ShouldBe(["access_token", "token_type", "expires_in", "scope"]);
        answer.Body.GetProperty("token_type").GetString().ShouldBe("bearer");
        answer.Body.GetProperty("expires_in").GetInt64().ShouldBe(300);
        answer.Body.GetProperty("scope").GetString().ShouldBe("system/Claim.rs system/Task.rs");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Pragma.ToString().ShouldBe("no-cache");
        var token = answer.Body.GetProperty("access_token").GetString()!;
        token.ShouldMatch("^lakeside\\.[A-Za-z0-9_-]{43}$");
        var came = await server.ProbeAsync(token);
        came.Status.ShouldBe(200);
        came.Body.ShouldBe("lakeside billing system/Claim.rs system/Task.rs https://bridge.example/ccm/lakeside/fhir");
        server.Log.GetSnapshot().ShouldNotContain(record => record.Message.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("system/*.*", "system/Claim.rs")]
    [InlineData("system/*.cruds system/Patient.read", "system/Claim.rs")]
    [InlineData("system/Claim.cruds", "system/Claim.rs")]
    [InlineData("system/Claim.r launch openid", "system/Claim.r")]
    public async Task More_than_a_client_was_registered_with_is_narrowed(string asked, string granted)
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants);

        var answer = await client.AskAsync(server, client.Assertion(server), asked);

        answer.Body.GetProperty("scope").GetString().ShouldBe(granted);
    }

    [Theory]
    [InlineData("system/Patient.rs")]
    [InlineData("system/Claim.d")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task Where_nothing_can_be_granted_there_is_no_token_and_the_assertion_is_used_up(string? asked)
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants);
        var assertion = client.Assertion(server);

        var answer = await client.AskAsync(server, assertion, asked);

        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.BadRequest, "invalid_scope"));
        (await client.AskAsync(server, assertion)).ShouldBeInvalidClient();
    }

    [Fact]
    public async Task Tokens_that_were_refused_are_told_to_the_trail_once_a_minute_and_nothing_that_was_sent()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants);
        for (var i = 0; i < 5; i++)
            (await client.AskAsync(server, client.Assertion(server, claims: body => body["iss"] = $"somebody-{i}"))).ShouldBeInvalidClient();

        await using var store = tenants.Open("lakeside");
        var row = (await store.PageAsync(0, 100, new(Kind: AuditKinds.Access), default)).ShouldHaveSingleItem().Read().Record;

        (row.Agent, row.Action, row.Outcome, row.Details["address"]).ShouldBe(("anonymous", "refuse-token", AuditOutcomes.Refused, "127.0.0.1"));
        row.ToString().ShouldNotContain("somebody");
    }

    [Fact]
    public async Task What_a_store_says_beyond_what_is_offered_is_never_granted()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/*.cruds");
        await using var server = await DoorServer.StartAsync(tenants);

        var answer = await client.AskAsync(server, client.Assertion(server), "system/*.cruds");

        answer.Body.GetProperty("scope").GetString().ShouldBe(OfferedScopes.All.ToString());
    }

    [Fact]
    public async Task A_request_that_is_none_is_told_so_in_the_words_of_OAuth()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants);
        var type = Uri.EscapeDataString("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        string Good() => $"grant_type=client_credentials&client_assertion_type={type}&client_assertion={client.Assertion(server)}&scope=system%2FClaim.rs";

        foreach (var (form, error) in ((string, string)[])[
            ("", "invalid_request"), ("grant_type=password&username=a&password=b", "unsupported_grant_type"), ("grant_type=client_credentials", "invalid_client"),
            ("grant_type=client_credentials&client_id=billing&client_secret=x", "invalid_client"), (Good().Replace("jwt-bearer", "saml2-bearer", StringComparison.Ordinal), "invalid_client"),
            (Good() + "&scope=system%2FTask.rs", "invalid_request"), (Good() + "&client_id=other", "invalid_client"),
            (string.Join('&', Enumerable.Range(0, 100).Select(number => $"a{number.ToString(CultureInfo.InvariantCulture)}=b")), "invalid_request"), ("%%%=%zz&\0", "invalid_request")])
        {
            using var content = new StringContent(form, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
            var answer = await client.SendAsync(server, content);
            (answer.Status, answer.Error).ShouldBe((HttpStatusCode.BadRequest, error), form);
        }

        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        (await client.SendAsync(server, json)).Error.ShouldBe("invalid_request");
        using var whole = new StringContent(Good() + "&client_id=billing", System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        (await client.SendAsync(server, whole)).Status.ShouldBe(HttpStatusCode.OK);
        using var inAddress = RegisteredClient.Form(client.Assertion(server), "system/Claim.rs");
        using var leaked = await server.Client.PostAsync(new Uri("/lakeside/oauth/token?scope=x", UriKind.Relative), inAddress);
        leaked.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var asked = await server.Client.GetAsync(new Uri("/lakeside/oauth/token", UriKind.Relative));
        asked.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var nowhere = RegisteredClient.Form(client.Assertion(server), "system/Claim.rs");
        using var none = await server.Client.PostAsync(new Uri("/nowhere/oauth/token", UriKind.Relative), nowhere);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        using var other = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs", id: "other");
        await using var server = await DoorServer.StartAsync(tenants, options => options with { DoorLimits = DoorServer.NoLimits with { TokenClient = new AskLimit(3, 1) } });

        // Somebody else's name uses up nobody's share.
        for (var time = 0; time < 10; time++)
            (await client.AskAsync(server, "a.b.c")).ShouldBeInvalidClient();
        var answers = new List<TokenAnswer>();
        for (var time = 0; time < 10; time++)
            answers.Add(await client.AskAsync(server, client.Assertion(server)));

        answers[..3].ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        var refused = answers.Last(answer => answer.Status != HttpStatusCode.OK);
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await other.AskAsync(server, other.Assertion(server))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_address_that_guesses_is_slowed_down()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants, options => options with { DoorLimits = DoorServer.NoLimits with { TokenAddress = new AskLimit(5, 1) } });

        var answers = new List<HttpStatusCode>();
        for (var time = 0; time < 20; time++)
            answers.Add((await client.AskAsync(server, "a.b.c")).Status);

        answers[..5].ShouldAllBe(status => status == HttpStatusCode.BadRequest);
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_same_assertion_at_two_nodes_at_once_brings_one_token_a_thousand_times()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var one = await DoorServer.StartAsync(tenants);
        await using var two = await DoorServer.StartAsync(tenants);

        for (var time = 0; time < 1000; time++)
        {
            var assertion = client.Assertion(one);
            var answers = await Task.WhenAll(client.AskAsync(one, assertion), client.AskAsync(two, assertion));
            answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', answers.Select(answer => answer.Body.ToString())));
            answers.Single(answer => answer.Status != HttpStatusCode.OK).ShouldBeInvalidClient();
        }
    }

    [Fact]
    public async Task A_client_that_is_revoked_gets_no_token_and_one_that_was_given_other_keys_only_by_those()
    {
        using var tenants = new StoredTenants("lakeside");
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/Claim.rs");
        await using var server = await DoorServer.StartAsync(tenants);
        await using var store = tenants.Open("lakeside");
        using var next = SigningKey.Rsa("next");

        (await store.RotateClientAsync(client.Id, AccessClientKeys.Kept(SigningKey.Set(next.Jwk())), new AccessChange(Some.Morning, "admin"), default)).ShouldNotBeNull();
        (await client.AskAsync(server, client.Assertion(server))).ShouldBeInvalidClient();
        var header = client.Header();
        (header["alg"], header["kid"]) = (next.Algorithm, next.Id);
        (await client.AskAsync(server, next.Sign(header, client.Claims(server)))).Status.ShouldBe(HttpStatusCode.OK);
        await store.RevokeClientAsync(client.Id, new AccessChange(Some.Morning, "admin"), default);
        (await client.AskAsync(server, next.Sign(header, client.Claims(server)))).ShouldBeInvalidClient();
    }
}
