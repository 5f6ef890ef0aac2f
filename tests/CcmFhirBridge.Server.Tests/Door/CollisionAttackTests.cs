using System.Text.Json.Nodes;
using CcmFhirBridge.Server.Tests.Desks;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>Two tenants whose slugs and clients come to the same text when they are put together: whatever is kept by tenant and client must not mix them.</summary>
public sealed class CollisionAttackTests : IAsyncLifetime
{
    private const int Burst = 4;

    // However they are joined, with any of the signs between them that are good in an id.
    private static readonly (string Tenant, string Client)[] s_pairs = [("lake", "side-billing"), ("lake-side", "billing"), ("lake", "side|billing"), ("lake-side", "|billing")];

    private readonly StoredTenants _tenants = new("lake", "lake-side");
    private readonly List<RegisteredClient> _clients = [];
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants, static options => options with { DoorLimits = DoorServer.NoLimits with { Client = new(Burst, 1), TokenClient = new(1, 1) } });
        foreach (var (tenant, client) in s_pairs)
            _clients.Add(await RegisteredClient.RegisterAsync(_tenants, tenant, "system/Claim.rs", id: client));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task Attack_33_nobody_is_taken_for_another_and_nobody_uses_up_what_is_another_s()
    {
        var tokens = new List<string>();
        foreach (var client in _clients)
        {
            // The same id of an assertion: used up by one, it is still good for the others.
            var answer = await client.AskAsync(_server, client.Assertion(_server, claims: static claims => claims["jti"] = "the-same"));
            answer.Status.ShouldBe(System.Net.HttpStatusCode.OK, $"{client.Tenant} {client.Id}: {answer.Body}");
            tokens.Add(answer.Body.GetProperty("access_token").GetString()!);
        }

        foreach (var (client, token) in _clients.Zip(tokens))
        {
            var statuses = new List<int>();
            for (var time = 0; time < Burst * 3; time++)
            {
                var answer = await _server.ProbeAsync(token, $"/{client.Tenant}/fhir/probe");
                statuses.Add(answer.Status);
                if (answer.Status == 200)
                    answer.Body.ShouldStartWith($"{client.Tenant} {client.Id} ");
            }

            statuses[0].ShouldBe(200, "what the others asked is not counted here");
            statuses.ShouldContain(429);
        }
    }

    [Fact]
    public async Task Attack_33_the_key_of_one_is_not_found_for_another()
    {
        foreach (var client in _clients)
        {
            foreach (var other in _clients.Where(other => other != client))
            {
                JsonObject claims = other.Claims(_server);
                (await other.AskAsync(_server, client.Key.Sign(client.Header(), claims))).ShouldBeInvalidClient();
            }
        }
    }
}
