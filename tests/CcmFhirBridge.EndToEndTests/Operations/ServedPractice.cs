using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Server;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>
/// A practice that was read and assessed, and the service over its home on a real socket. The tenants are paused, so that nobody but the test works
/// for them.
/// </summary>
internal sealed class ServedPractice : IAsyncDisposable
{
    public const string Address = "https://bridge.example";
    public const string AllScopes = "system/*.cruds";

    private readonly WebApplication _app;
    private readonly HomeStores _stores;

    private ServedPractice(Bridge bridge, PracticeEhr ehr, WebApplication app, HomeStores stores)
    {
        (Bridge, Ehr, _app, _stores) = (bridge, ehr, app, stores);
        Socket = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Socket };
    }

    public Bridge Bridge { get; }

    public PracticeEhr Ehr { get; }

    public Uri Socket { get; }

    public HttpClient Client { get; }

    /// <summary>A nurse of the practice.</summary>
    public string Nurse => Practitioner("Practitioner/rn-");

    public static async Task<ServedPractice> StartAsync(int patients = 20, Func<PracticeEhr, string>? yaml = null, Func<Bridge, Task>? more = null)
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients);
        bridge.WriteTenant(yaml is null ? ehr.Yaml() : yaml(ehr));
        await ReadAsync(bridge, Bridge.Slug);
        if (more is not null)
            await more(bridge);
        var stores = HomeStores.Of(bridge.Home, bridge.Clock);
        var app = BridgeServer.Build(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            PublicUrl = new Uri(Address),
            Tenants = new HomeTenants(bridge.Home, stores, bridge.Clock, "test"),
            Time = bridge.Clock,
            Door = new BearerDoor(),
            Logging = static logging => logging.ClearProviders(),
        });
        await app.StartAsync();
        var served = new ServedPractice(bridge, ehr, app, stores);
        await Eventually.ShouldHoldAsync(
            async () => (await served.GetAsync("Patient/nobody/$ccm-status")).Issue.Message.Contains("no such patient", StringComparison.Ordinal), () => "the tenant to be served");
        return served;
    }

    /// <summary>Reads and assesses a tenant, and pauses it.</summary>
    public static async Task ReadAsync(Bridge bridge, string slug)
    {
        (await bridge.SyncAsync(slug)).ShouldExit(0);
        (await bridge.RunAsync("month", "show", "--tenant", slug, "--month", Bridge.Month)).ShouldExit(0);
        (await bridge.RunAsync("tenant", "pause", slug)).ShouldExit(0);
    }

    /// <summary>The patient of a story that is told once.</summary>
    public string Of(string scenario) => Ehr.Practice.Truth.First(truth => truth.Scenario == scenario).Patient;

    public Task<FhirReply> GetAsync(string path, string? scopes = null, string tenant = Bridge.Slug) => SendAsync(HttpMethod.Get, path, null, scopes, tenant);

    public Task<FhirReply> PostAsync(string path, JsonNode body, string? scopes = null, string tenant = Bridge.Slug, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json"), scopes, tenant, headers);

    public async Task<FhirReply> SendAsync(
        HttpMethod method, string path, HttpContent? body, string? scopes = null, string tenant = Bridge.Slug, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"{tenant}/fhir/{path}") { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", BearerDoor.Token(tenant, "billing-app", scopes ?? AllScopes));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new FhirReply(response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text), response.Headers.Location?.ToString());
    }

    /// <summary>A Parameters resource; each value with its type, such as <c>("month", "valueDate", "2026-04")</c>.</summary>
    public static JsonObject Parameters(params IReadOnlyCollection<(string Name, string Type, JsonNode Value)> values)
    {
        var parameters = new JsonObject { ["resourceType"] = "Parameters" };
        if (values.Count > 0)
            parameters["parameter"] = new JsonArray([.. values.Select(value => (JsonNode)new JsonObject { ["name"] = value.Name, [value.Type] = value.Value })]);
        return parameters;
    }

    /// <summary>An entry of so many seconds on a Sunday, when nobody else works.</summary>
    public JsonObject Entry(int seconds, string start = "2026-04-19T15:00:00Z", string? identifier = null, string? performer = null)
    {
        var end = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(seconds).UtcDateTime;
        var entry = Parameters(
            ("start", "valueDateTime", start), ("end", "valueDateTime", end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
            ("activity", "valueCode", "care-coordination"), ("performer", "valueReference", new JsonObject { ["reference"] = performer ?? Nurse }));
        if (identifier is not null)
        {
            entry["parameter"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["name"] = "identifier",
                ["valueIdentifier"] = new JsonObject { ["system"] = "https://ehr.example/time", ["value"] = identifier },
            });
        }

        return entry;
    }

    /// <summary>The first person of the tenant file whose reference begins so.</summary>
    public string Practitioner(string prefix)
    {
        var yaml = Ehr.Yaml();
        var at = yaml.IndexOf("reference: " + prefix, StringComparison.Ordinal) + "reference: ".Length;
        return yaml[at..yaml.IndexOf(',', at)];
    }

    /// <summary>Closes the month as the practice does: reads everything anew, and writes what may leave.</summary>
    public async Task<CommandResult> CloseAsync()
    {
        (await Bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
        var closed = await Bridge.CloseAsync();
        (await Bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0);
        return closed;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // Without a stop its workers may still write into a home that is gone.
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _stores.DisposeAsync();
        await Ehr.DisposeAsync();
        Bridge.Dispose();
    }
}
