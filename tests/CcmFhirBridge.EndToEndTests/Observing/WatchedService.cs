using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.EndToEndTests.Observing;

/// <summary>
/// The hosted service of one tenant in this process, over real sockets, and everything that comes out of it to whoever watches:
/// its log, the telemetry that it exports, and what it answers to a browser.
/// </summary>
internal sealed class WatchedService : IAsyncDisposable
{
    private static readonly string[] Paths = ["/", "/metrics", "/health/live", "/health/ready", "/health/startup"];

    private readonly OtlpCollector _collector;
    private readonly StringWriter _log = new();
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly HttpClient _client = new();

    private WatchedService(OtlpCollector collector) => _collector = collector;

    public WebApplication App { get; private set; } = null!;

    public WorkerStatus? Worker => App.Services.GetRequiredService<TenantWorkerHost>().Statuses.SingleOrDefault();

    public static async Task<WatchedService> StartAsync(Bridge bridge, Func<ITenantRuns, ITenantRuns> wrap)
    {
        var service = new WatchedService(await OtlpCollector.StartAsync());
        service.App = BridgeServer.Build(new BridgeServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Tenants = new Wrapped(new HomeTenants(bridge.Home, HomeStores.Of(bridge.Home, bridge.Clock), bridge.Clock, "watched"), wrap),
            Time = new HurriedClock(bridge.Clock),
            Telemetry = service._collector.Settings,
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new WriterLogging(TextWriter.Synchronized(service._log))),
        });
        await service.App.StartAsync();
        return service;
    }

    /// <summary>Asks every address that the service has, and adds the answers, heads and all, to what is watched.</summary>
    public async Task AskEverythingAsync()
    {
        var address = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        foreach (var path in Paths)
        {
            using var response = await _client.GetAsync(new Uri(address + path));
            _answers[path] = _answers.GetValueOrDefault(path) + response + await response.Content.ReadAsStringAsync();
        }
    }

    /// <summary>Stops the service, so that it hands out the rest, and gives everything that came out of it, by where.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StopAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        var all = new Dictionary<string, string>(_answers, StringComparer.Ordinal) { ["log"] = _log.ToString() };
        foreach (var signal in (string[])["traces", "metrics", "logs"])
            all["exported " + signal] = _collector.Text(signal);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _collector.DisposeAsync();
        _client.Dispose();
        await _log.DisposeAsync();
    }

    private sealed class Wrapped(ITenantSource source, Func<ITenantRuns, ITenantRuns> wrap) : ITenantSource
    {
        public Task<TenantSet> LookAsync(CancellationToken cancellation) => source.LookAsync(cancellation);

        public ITenantRuns RunsOf(Tenant tenant) => wrap(source.RunsOf(tenant));

        public Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation) => source.DeskOfAsync(tenant, cancellation);
    }

    /// <summary>Writes all that is logged, the exception and every value of the state with it.</summary>
    private sealed class WriterLogging(TextWriter output) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            output.WriteLine($"{eventId} {formatter(state, exception)} {string.Join(' ', values.Select(value => $"{value.Key}={value.Value}"))} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
