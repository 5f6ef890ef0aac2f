using System.Text.Json;
using CcmFhirBridge.Server;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Torture.Fuzz.Mistakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>The whole service over a home, on a real socket, with its real door; perhaps with one mistake in it.</summary>
internal sealed class FuzzedService : IAsyncDisposable
{
    private const int Page = 2;

    private static readonly DoorLimits s_noLimits = new() { Client = new(10_000_000, 10_000_000), TokenAddress = new(10_000_000, 10_000_000), TokenClient = new(10_000_000, 10_000_000) };
    private static readonly Uri s_root = new("https://bridge.example/");
    private static readonly TimeSpan s_expiry = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly HomeStores _stores;
    private readonly HttpClient _http;

    private FuzzedService(WebApplication app, HomeStores stores, FuzzLog log)
    {
        (_app, _stores, Log) = (app, stores, log);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public FuzzLog Log { get; }

    /// <summary>What the clients know.</summary>
    public IReadOnlyList<KnownTenant> Tenants { get; private set; } = [];

    /// <summary>As others see it.</summary>
    public static Uri Root => s_root;

    public static async Task<FuzzedService> StartAsync(FuzzedHome home, FuzzMistake? mistake, CancellationToken cancellation)
    {
        var log = new FuzzLog(text => home.Practices.Exists(practice => text.Contains(practice.Mark, StringComparison.OrdinalIgnoreCase)));
        var stores = HomeStores.Of(home.Home, home.Clock);
        var tenants = new HomeTenants(home.Home, stores, home.Clock, "torture");
        var app = BridgeServer.Build(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            PublicUrl = s_root,
            Tenants = mistake?.Tenants(tenants) ?? tenants,
            Time = home.Clock,
            DoorLimits = s_noLimits,
            DrainTime = TimeSpan.FromSeconds(2),
            Door = mistake?.Door,
            Logging = logging => logging.ClearProviders().AddProvider(log),
        });
        mistake?.Wrap(app);
        await app.StartAsync(cancellation);
        var service = new FuzzedService(app, stores, log);
        if (mistake?.Door is CarelessDoor careless)
            careless.Services = app.Services;
        await service.LearnAsync(home, cancellation);
        return service;
    }

    /// <summary>Everything that is measured, as an operator reads it.</summary>
    public Task<string> MetricsAsync(CancellationToken cancellation) => _http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private async Task LearnAsync(FuzzedHome home, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        foreach (var client in home.Clients)
        {
            while (!await IsServedAsync(client.Tenant, patience.Token))
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }

        var expired = new List<string>();
        foreach (var client in home.Clients)
            expired.Add(await client.TokenAsync(_http, home.Clock.GetUtcNow(), s_root, cancellation));
        home.Clock.Advance(s_expiry);
        var known = new List<KnownTenant>();
        foreach (var (at, client) in home.Clients.Index())
        {
            var token = await client.TokenAsync(_http, home.Clock.GetUtcNow(), s_root, cancellation);
            var practice = home.Practices[at];
            var claims = await SearchAsync(token, practice.Slug, "Claim", cancellation);
            var charges = await SearchAsync(token, practice.Slug, "ChargeItem", cancellation);
            if (claims.Count < 3)
                throw new InvalidOperationException($"{practice.Slug} has {claims.Count} claims, which is too few to search.");
            known.Add(new KnownTenant(
                practice, client, token, expired[at],
                [.. claims.Select(static claim => claim.GetProperty("id").GetString()!)], [.. charges.Select(static charge => charge.GetProperty("id").GetString()!)],
                [.. claims.SelectMany(static claim => claim.GetProperty("identifier").EnumerateArray()).Select(static identifier => identifier.GetProperty("value").GetString()!)],
                await CursorsAsync(token, practice, claims, cancellation)));
        }

        Tenants = known;
    }

    private async Task<bool> IsServedAsync(string slug, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(new Uri($"{slug}/fhir/metadata", UriKind.Relative), cancellation);
        return answer.IsSuccessStatusCode;
    }

    private async Task<List<JsonElement>> SearchAsync(string token, string slug, string query, CancellationToken cancellation)
    {
        var bundle = await BundleAsync(token, slug, query, cancellation);
        return bundle.TryGetProperty("entry", out var entries) ? [.. entries.EnumerateArray().Select(static entry => entry.GetProperty("resource"))] : [];
    }

    // Of searches that name patients, too: such a link tells of them where somebody can open it.
    private async Task<List<(string Type, string Cursor)>> CursorsAsync(string token, MarkedPractice practice, List<JsonElement> claims, CancellationToken cancellation)
    {
        var patients = string.Join(',', claims.Select(static claim => claim.GetProperty("patient").GetProperty("reference").GetString()).Distinct().Take(Page + 1));
        var cursors = new List<(string Type, string Cursor)>();
        foreach (var (type, query) in ((string, string)[])[("Claim", ""), ("Claim", $"&patient={patients}"), ("Claim", "&_sort=-created"), ("ChargeItem", ""), ("ChargeItem", $"&subject={patients}")])
        {
            var bundle = await BundleAsync(token, practice.Slug, $"{type}?_count={Page}{query}", cancellation);
            var next = bundle.GetProperty("link").EnumerateArray().First(static link => link.GetProperty("relation").GetString() == "next").GetProperty("url").GetString()!;
            cursors.Add((type, next[(next.IndexOf("_page=", StringComparison.Ordinal) + "_page=".Length)..]));
        }

        return cursors;
    }

    private async Task<JsonElement> BundleAsync(string token, string slug, string query, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{slug}/fhir/{query}", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{slug}: {query} was answered with {(int)answer.StatusCode}: {text}");
    }
}
