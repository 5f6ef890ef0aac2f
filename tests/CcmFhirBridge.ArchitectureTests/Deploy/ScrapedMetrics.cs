using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using CcmFhirBridge.ArchitectureTests.Deploy;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(ScrapedMetrics))]

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>
/// What <c>/metrics</c> shows when everything that is measured has happened once: the service's own meters, wired and named as the service does it.
/// Names, labels and values in deploy/ are held against this and not against a list.
/// </summary>
public sealed partial class ScrapedMetrics : IAsyncLifetime
{
    private const string Slug = "lakeside";
    private const string EhrMeter = "CcmFhirBridge.Ehr";
    private const int DiskFull = 28;

    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _series = new(StringComparer.Ordinal);
    private readonly List<string> _instruments = [];

    /// <summary>Names of the metrics that the service shows.</summary>
    public IReadOnlyCollection<string> Names => _series.Keys;

    /// <summary>Names of our own instruments, as the code calls them.</summary>
    public IReadOnlyCollection<string> Instruments => _instruments;

    public bool Has(string metric) => _series.ContainsKey(metric);

    public IReadOnlyCollection<string> LabelsOf(string metric) => _series[metric].Keys;

    public IReadOnlyCollection<string> ValuesOf(string metric, string label) => _series[metric][label];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddBridgeTelemetry(builder.Configuration);
        await using var app = builder.Build();
        app.MapBridgeMetrics();
        await app.StartAsync();

        var meter = app.Services.GetRequiredService<BridgeMeter>();
        TenantGauges.Create(meter, () => [WatchedTenant.Status(Slug)], WatchedTenant.Clock);
        Happen(meter);
        using var ehr = AskEhr();
        Listen();

        using var client = new HttpClient();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Read(await client.GetStringAsync(new Uri(address + "/metrics")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Happen(BridgeMeter meter)
    {
        meter.Synced(Slug, new TenantPass(3, 2, 1) { Types = [new TypePass("Encounter", 3, 1)] });
        meter.WroteBack(Slug, new WriteBackPass(2, 1, 0, 0));
        meter.Assessed(Slug, TimeSpan.FromSeconds(1));
        meter.Passed(Slug, TimeSpan.FromSeconds(1), failed: false);
        meter.Passed(Slug, TimeSpan.FromSeconds(1), failed: true);
        foreach (var failure in Failures())
            meter.Failed(Slug, FailureKind.Of(failure));
    }

    private static IEnumerable<Exception> Failures() =>
    [
        .. Enum.GetValues<EhrFailure>().Select(failure => new EhrException(failure, "")),
        .. Enum.GetValues<StoreFailure>().Select(failure => new StoreException(failure, "")),
        .. Enum.GetValues<LeaseFailure>().Select(failure => new LeaseException(failure, "")),
        new StaleFenceException(""), new LedgerIntegrityException(""), new TimeZoneNotFoundException(), new TimeoutException(),
        new IOException(), new IOException("", DiskFull), new UnauthorizedAccessException(), new InvalidOperationException(),
    ];

    /// <summary>The measures of the requests to an EHR are nobody's business outside their project, so they are found by name.</summary>
    private static IDisposable AskEhr()
    {
        var type = Assembly.Load(EhrMeter).GetType(EhrMeter + ".Connection.EhrTelemetry", throwOnError: true)!;
        var telemetry = (IDisposable)Activator.CreateInstance(type, Slug, () => 0.5)!;
        foreach (var status in new HttpStatusCode?[]
        {
            HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway, null,
        })
        {
            type.GetMethod("Answered")!.Invoke(telemetry, [null, HttpMethod.Get, status]);
            type.GetMethod("TriedAgain")!.Invoke(telemetry, [status]);
        }

        return telemetry;
    }

    private void Listen()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is BridgeMeter.Name or EhrMeter)
                    _instruments.Add(instrument.Name);
            },
        };
        listener.Start();
    }

    private void Read(string scrape)
    {
        foreach (Match line in Series().Matches(scrape))
        {
            if (!_series.TryGetValue(line.Groups["name"].Value, out var labels))
                _series[line.Groups["name"].Value] = labels = new(StringComparer.Ordinal);
            foreach (var (label, value) in line.Groups["label"].Captures.Zip(line.Groups["value"].Captures))
            {
                if (!labels.TryGetValue(label.Value, out var values))
                    labels[label.Value] = values = new(StringComparer.Ordinal);
                values.Add(value.Value);
            }
        }
    }

    [GeneratedRegex("(?m)^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\\{((?<label>[a-zA-Z_]+)=\"(?<value>[^\"]*)\",?)*\\})? ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Series();
}
