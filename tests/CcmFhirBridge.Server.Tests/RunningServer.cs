using System.Globalization;
using System.Net;
using System.Text.Json;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CcmFhirBridge.Server.Tests;

/// <summary>The whole service on a free port of this machine, on a watched clock.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly HttpClient _client;

    private RunningServer(WebApplication app, WatchedTime time)
    {
        App = app;
        Time = time;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public WebApplication App { get; }

    public HttpClient Client => _client;

    public WatchedTime Time { get; }

    public FakeLogCollector Log => App.Services.GetFakeLogCollector();

    public TenantWorkerHost Workers => App.Services.GetRequiredService<TenantWorkerHost>();

    public static Task<RunningServer> StartAsync(params RecordedRuns[] tenants) => StartAsync(new FixedTenants(tenants));

    public static Task<RunningServer> StartAsync(FixedTenants tenants) => StartAsync(tenants, static options => options);

    public static async Task<RunningServer> StartAsync(FixedTenants tenants, Func<BridgeServerOptions, BridgeServerOptions> change, Action<WebApplication>? map = null)
    {
        var time = new WatchedTime(DateTimeOffset.Parse("2026-05-20T12:00:00Z", CultureInfo.InvariantCulture));
        var app = BridgeServer.Build(change(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Tenants = tenants,
            Time = time,
            DrainTime = TimeSpan.FromMilliseconds(300),
            Logging = logging => logging.ClearProviders().AddFakeLogging(),
        }));
        map?.Invoke(app);
        await app.StartAsync();
        var server = new RunningServer(app, time);
        if (tenants.OnLook is null)
            await Eventually.ShouldHoldAsync(() => server.Workers.HasLooked, "the first look");
        return server;
    }

    public async Task<(HttpStatusCode Code, JsonElement Body)> AskAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, body.RootElement.Clone());
    }

    public async Task<(HttpResponseMessage Response, string Text)> GetAsync(string path)
    {
        var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (response, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until every tenant has worked once and its figures are known.</summary>
    public Task CountedAsync() => Eventually.ShouldHoldAsync(
        () => Workers.HasLooked && Workers.Statuses.All(status => status.Figures is not null), "every tenant to be counted");

    public Task AnswersAsync(string path, HttpStatusCode code, string status) => Eventually.ShouldHoldAsync(
        async () =>
        {
            var answer = await AskAsync(path);
            return answer.Code == code && answer.Body.GetProperty("status").GetString() == status;
        },
        $"{path} to answer {code} {status}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await App.DisposeAsync();
    }
}
