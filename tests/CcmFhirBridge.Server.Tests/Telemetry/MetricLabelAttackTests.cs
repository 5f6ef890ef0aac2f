using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Server.Tests.Door;

namespace CcmFhirBridge.Server.Tests.Telemetry;

/// <summary>What is asked for must not become a label: each would be a series for ever, and could name a patient. Runs alone, as meters are listened to by name.</summary>
[Collection(nameof(MetricsEndpointTests))]
public sealed class MetricLabelAttackTests
{
    private const string Canary = "Canarymiller";
    private const int Round = 60;

    [Fact]
    public async Task Attack_84_whatever_is_asked_for_makes_no_series_of_its_own()
    {
        using var tenants = new StoredTenants("lakeside");
        await using var server = await DoorServer.StartAsync(tenants);
        using var client = await RegisteredClient.RegisterAsync(tenants, "lakeside", "system/*.cruds");
        var token = await client.TokenAsync(server);

        await AskAsync(server, token, from: 0);
        // A scrape is measured as well.
        await SeriesAsync(server);
        var before = await SeriesAsync(server);
        await AskAsync(server, token, from: Round);
        var after = await SeriesAsync(server);

        before.ShouldContain(static line => line.StartsWith("http_server_request_duration", StringComparison.Ordinal), "the requests are measured");
        after.Except(before).ShouldBeEmpty();
        after.ShouldAllBe(static line => !line.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task AskAsync(RunningServer server, string token, int from)
    {
        for (var number = from; number < from + Round; number++)
        {
            foreach (var path in new[]
            {
                $"/lakeside/fhir/Claim/{Canary}{number}", $"/lakeside/fhir/Claim?patient={Canary}{number}", $"/lakeside/fhir/Patient/{Canary}{number}/$ccm-nothing", $"/{Canary}{number}/fhir/Claim",
                $"/lakeside/fhir/{Canary}{number}", $"/{Canary}{number}", $"/{Canary}{number}/jwks.json", $"/lakeside/fhir/Claim/x/_history/{number}",
            })
                await server.ProbeAsync(token, path);
            await server.ProbeAsync(token + number);
            await server.ProbeAsync(token, change: request => request.Method = new HttpMethod($"{Canary}{number}"));
            await server.ProbeAsync(token, change: request => request.Headers.Host = $"{Canary}{number}.example");
        }
    }

    // Names and labels of what the service measures of itself, without the figures: the test asks from the same process. A scrape is kept for a moment, so one of a moment ago may be shown again.
    private static async Task<List<string>> SeriesAsync(RunningServer server)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return [.. (await server.GetAsync("/metrics")).Text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line[..line.LastIndexOf(' ')])
            .Where(static line => line.StartsWith("http_server_", StringComparison.Ordinal) || line.StartsWith("ccm_", StringComparison.Ordinal))];
    }
}
