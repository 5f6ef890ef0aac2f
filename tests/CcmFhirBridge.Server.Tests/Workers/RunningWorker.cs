using System.Diagnostics.Metrics;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace CcmFhirBridge.Server.Tests.Workers;

/// <summary>A worker that runs on a watched clock, with everything that it logs and measures; disposing cancels it and awaits its end.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public RunningWorker(RecordedRuns runs, string now = "2026-05-20T12:00:00Z")
    {
        Time = new WatchedTime(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        Meters = _services.GetRequiredService<IMeterFactory>();
        Failures = new MetricCollector<long>(Meters, BridgeMeter.Name, "ccm.worker.failures");
        Confirmed = new MetricCollector<long>(Meters, BridgeMeter.Name, "ccm.claims.confirmed");
        Worker = new TenantWorker(runs, Time, new BridgeMeter(Meters), Log);
        _run = Worker.RunAsync(_stop.Token);
    }

    public WatchedTime Time { get; }

    public IMeterFactory Meters { get; }

    public MetricCollector<long> Failures { get; }

    public MetricCollector<long> Confirmed { get; }

    public FakeLogger<TenantWorker> Log { get; } = new();

    public TenantWorker Worker { get; }

    public bool Ended => _run.IsCompletedSuccessfully;

    /// <summary>Lets the clock run through each of the next waits, until as many passes have ended in all.</summary>
    public async Task PassesEndedAsync(int count)
    {
        await Time.WaitBeganAsync(1);
        while (Time.Waits.Count < count)
        {
            var seen = Time.Waits.Count;
            Time.Advance(Time.Waits[^1]);
            await Time.WaitBeganAsync(seen + 1);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Failures.Dispose();
        Confirmed.Dispose();
        await _services.DisposeAsync();
    }
}
