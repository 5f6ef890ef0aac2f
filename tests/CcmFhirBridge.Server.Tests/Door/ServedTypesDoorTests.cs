using System.Net.Http.Headers;
using System.Text.Json;
using CcmFhirBridge.Server.Tests.Desks;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>What is served beside the bills, behind the real door: to whom the token says, of the tenant that it is of, and with a trace.</summary>
public sealed class ServedTypesDoorTests : IAsyncLifetime
{
    private static readonly string[] s_types = ["AuditEvent", "Provenance", "Task", "MeasureReport", "Group"];

    private readonly StoredTenants _tenants = new("lakeside", "hillside");
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants);
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/AuditEvent.rs system/Provenance.rs system/Task.rs system/MeasureReport.rs system/Group.rs");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task Each_is_told_to_whoever_has_its_scope_and_to_nobody_else()
    {
        foreach (var type in s_types)
        {
            var token = await _client.TokenAsync(_server, $"system/{type}.s");
            foreach (var asked in s_types)
                (await GetAsync($"lakeside/fhir/{asked}", token)).Status.ShouldBe(asked == type ? 200 : 403, $"{asked} with {type}");
            (await GetAsync($"lakeside/fhir/{type}/x", token)).Status.ShouldBe(403, "who may search may not read");
            (await GetAsync($"lakeside/fhir/{type}", token: null)).Status.ShouldBe(401);
            (await GetAsync($"hillside/fhir/{type}", token)).Status.ShouldBe(403, "the token is another tenant's");
        }
    }

    [Fact]
    public async Task Who_reads_the_trail_stands_in_it()
    {
        var token = await _client.TokenAsync(_server);
        (await GetAsync("lakeside/fhir/Task?code=consent.active", token)).Status.ShouldBe(200);
        (await GetAsync("lakeside/fhir/Claim", token)).Status.ShouldBe(403);

        var found = JsonDocument.Parse((await GetAsync($"lakeside/fhir/AuditEvent?agent:identifier={_client.Id}&_sort=-_id&_count=2", token)).Body).RootElement.GetProperty("entry");

        found.EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("outcome").GetString()).ShouldBe(["4", "0"]);
        var asked = found[1].GetProperty("resource").GetProperty("entity").EnumerateArray().Single(entity => entity.TryGetProperty("query", out _)).GetProperty("query").GetBytesFromBase64();
        System.Text.Encoding.UTF8.GetString(asked).ShouldBe("Task?code=consent.active");
    }

    private async Task<ProbeAnswer> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/" + path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _server.Client.SendAsync(request);
        return new ProbeAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
    }
}
