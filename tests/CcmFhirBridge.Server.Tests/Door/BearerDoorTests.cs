using System.Net.Http.Headers;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Tests.Desks;

namespace CcmFhirBridge.Server.Tests.Door;

public sealed class BearerDoorTests : IAsyncLifetime
{
    private readonly StoredTenants _tenants = new("lakeside", "hillside");
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants);
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs system/Task.rs");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task Without_a_token_nobody_comes_in_and_is_told_how()
    {
        var answer = await _server.ProbeAsync(token: null);

        answer.Status.ShouldBe(401);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        answer.Body.ShouldContain("\"resourceType\":\"OperationOutcome\"");
        answer.Body.ShouldContain("\"code\":\"login\"");
    }

    [Fact]
    public async Task A_token_is_taken_from_the_header_and_from_nowhere_else()
    {
        var token = await _client.TokenAsync(_server);

        (await _server.ProbeAsync(token)).Status.ShouldBe(200);
        (await _server.ProbeAsync(token: null, $"{DoorServer.Probe}?access_token={token}")).Status.ShouldBe(401);
        (await _server.ProbeAsync(token, $"{DoorServer.Probe}?access_token={token}")).Status.ShouldBe(401, "it has been in an address");
        (await _server.ProbeAsync(token: null, change: request => request.Headers.Add("Cookie", "access_token=" + token))).Status.ShouldBe(401);
        (await _server.ProbeAsync(token: null, change: request => request.Headers.Add("X-Access-Token", token))).Status.ShouldBe(401);
        (await _server.ProbeAsync(token: null, change: request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token))).Status.ShouldBe(401);
        (await _server.ProbeAsync(token: null, change: request => request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {token}", $"Bearer {token}"]))).Status.ShouldBe(401);
        (await _server.ProbeAsync(token: null, change: request => request.Headers.TryAddWithoutValidation("Authorization", "bearer " + token))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_token_ends_after_five_minutes()
    {
        var token = await _client.TokenAsync(_server);

        _server.Time.Advance(TimeSpan.FromSeconds(299));
        (await _server.ProbeAsync(token)).Status.ShouldBe(200);
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        (await _server.ProbeAsync(token)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_ends_with_its_client_at_once_on_every_node()
    {
        await using var other = await DoorServer.StartAsync(_tenants);
        var token = await _client.TokenAsync(_server);
        (await other.ProbeAsync(token)).Status.ShouldBe(200);

        await using var store = _tenants.Open("lakeside");
        await store.RevokeClientAsync(_client.Id, new AccessChange(Some.Morning, "admin"), default);

        (await _server.ProbeAsync(token)).Status.ShouldBe(401);
        (await other.ProbeAsync(token)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_of_one_tenant_is_forbidden_at_another_and_the_log_says_so()
    {
        var token = await _client.TokenAsync(_server);

        var answer = await _server.ProbeAsync(token, "/hillside/fhir/probe");

        answer.Status.ShouldBe(403);
        answer.Body.ShouldNotContain("lakeside");
        _server.Log.GetSnapshot().ShouldContain(record => record.Message == "hillside: a caller was refused: other-tenant");
        // Dressed up as one of the other tenant's it is one that nobody knows.
        (await _server.ProbeAsync("hillside" + token["lakeside".Length..], "/hillside/fhir/probe")).Status.ShouldBe(401);
        (await _server.ProbeAsync(token, "/nowhere/fhir/probe")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_token_without_the_scope_of_an_endpoint_is_told_which_one_it_needs()
    {
        var answer = await _server.ProbeAsync(await _client.TokenAsync(_server, "system/Task.rs system/Claim.r"));

        answer.Status.ShouldBe(403);
        answer.Body.ShouldContain("system/Claim.rs");
    }

    [Theory]
    [InlineData("lakeside.")]
    [InlineData("lakeside.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAA")]
    [InlineData("LAKESIDE.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task What_is_no_token_of_ours_is_refused_without_a_word_why(string token)
    {
        var answer = await _server.ProbeAsync(token: null, change: request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token));

        answer.Status.ShouldBe(401);
        answer.Body.ShouldContain("A valid access token of this tenant is needed.");
    }

    [Fact]
    public async Task A_client_that_asks_too_often_is_slowed_down_and_no_other_is()
    {
        await using var server = await DoorServer.StartAsync(_tenants, options => options with { DoorLimits = DoorServer.NoLimits with { Client = new AskLimit(5, 1) } });
        using var other = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs", id: "other");
        var (token, theirs) = (await _client.TokenAsync(server), await other.TokenAsync(server));
        // More tokens are not more requests.
        var second = await _client.TokenAsync(server);

        var answers = new List<ProbeAnswer>();
        for (var time = 0; time < 20; time++)
            answers.Add(await server.ProbeAsync(time % 2 == 0 ? token : second));

        answers[..5].ShouldAllBe(answer => answer.Status == 200);
        var refused = answers.First(answer => answer.Status != 200);
        refused.Status.ShouldBe(429);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        refused.Body.ShouldContain("\"code\":\"throttled\"");
        (await server.ProbeAsync(theirs)).Status.ShouldBe(200);
    }
}
