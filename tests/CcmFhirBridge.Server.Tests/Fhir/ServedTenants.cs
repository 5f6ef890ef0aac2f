using System.Net.Http.Headers;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Storage;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>The whole service with two tenants whose ledgers a test fills, behind a door that believes what a caller says.</summary>
internal sealed class ServedTenants : IAsyncDisposable
{
    public const string Root = "https://bridge.example";
    public const string AllScopes = "system/Claim.rs system/ChargeItem.rs";

    private readonly Dictionary<string, SqlTenantStore> _stores = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lent = new(StringComparer.Ordinal);
    private readonly ITestStores _home;
    private RunningServer? _server;

    private ServedTenants(ITestStores home) => _home = home;

    public FakeTimeProvider Time { get; } = new(Some.Morning);

    public RunningServer Server => _server!;

    public static Tenant Make(string slug) => Tenants.Make(slug) with
    {
        Billing = Tenants.Make(slug).Billing with { FiledThrough = FiledThrough.BillingSystem },
    };

    public static async Task<ServedTenants> StartAsync(ITestStores home)
    {
        var served = new ServedTenants(home);
        Tenant[] tenants = [Make("lakeside"), Make("hillside")];
        foreach (var tenant in tenants)
            served._stores[tenant.Slug] = await home.OpenAsync(tenant.Slug, served.Time);
        var source = new FixedTenants([.. tenants.Select(tenant => new RecordedRuns(tenant))]) { OnDesk = served.DeskOf };
        served._server = await RunningServer.StartAsync(source, options => options with { Door = new TestDoor(), PublicUrl = new Uri(Root), Version = "0.1.0" });
        return served;
    }

    public SqlTenantStore StoreOf(string slug) => _stores[slug];

    public Bills BillsOf(string slug) => new(Make(slug), _stores[slug], Time);

    public async Task<FhirReply> SendAsync(HttpRequestMessage request, string? scopes = AllScopes, string slug = "lakeside")
    {
        if (scopes is not null)
            request.Headers.TryAddWithoutValidation("Authorization", TestDoor.TokenOf(slug, scopes));
        using var response = await Server.Client.SendAsync(request);
        return new FhirReply(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks for what lies below the FHIR base of lakeside, or for an absolute link that was answered.</summary>
    public Task<FhirReply> GetAsync(string path, string? scopes = AllScopes, string slug = "lakeside", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address(path, slug));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(request, scopes, slug);
    }

    public Task<FhirReply> PostAsync(string path, string form, string? scopes = AllScopes) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, Address(path, "lakeside")) { Content = new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")) }, scopes);

    /// <summary>Ids of all matches, page after page.</summary>
    public async Task<List<string>> AllAsync(string path, string? scopes = AllScopes, string slug = "lakeside")
    {
        var found = new List<string>();
        for (var next = path; next is not null;)
        {
            var page = await GetAsync(next, scopes, slug);
            found.AddRange(page.Matches);
            next = page.Link("next");
        }

        return found;
    }

    public static Uri Address(string path, string slug) => path.StartsWith(Root, StringComparison.Ordinal)
        ? new Uri(path[Root.Length..], UriKind.Relative)
        : new Uri($"/{slug}/fhir{path}", UriKind.Relative);

    private StoreDesk DeskOf(Tenant tenant)
    {
        _lent.Add(tenant.Slug);
        return new StoreDesk(tenant, _stores[tenant.Slug]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        // A desk that was lent has taken its store with it.
        foreach (var (_, store) in _stores.Where(entry => !_lent.Contains(entry.Key)))
            await store.DisposeAsync();
        await _home.DisposeAsync();
    }
}

/// <summary>An answer.</summary>
internal sealed record FhirReply(System.Net.HttpStatusCode Code, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public List<string> Matches => IdsOf("match");

    public List<string> Included => IdsOf("include");

    public long? Total => Json.TryGetProperty("total", out var total) ? total.GetInt64() : null;

    public string? Link(string relation) => Json.GetProperty("link").EnumerateArray()
        .Where(link => link.GetProperty("relation").GetString() == relation).Select(link => link.GetProperty("url").GetString()).SingleOrDefault();

    public string Diagnostics => Json.GetProperty("issue")[0].GetProperty("diagnostics").GetString()!;

    private List<string> IdsOf(string mode)
    {
        if (Code != System.Net.HttpStatusCode.OK)
            throw new InvalidOperationException($"{Code}: {Text}");
        return !Json.TryGetProperty("entry", out var entries) ? [] : entries.EnumerateArray()
            .Where(entry => entry.GetProperty("search").GetProperty("mode").GetString() == mode)
            .Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!).ToList();
    }
}
