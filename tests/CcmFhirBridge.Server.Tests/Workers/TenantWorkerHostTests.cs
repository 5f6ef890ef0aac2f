using System.Diagnostics.Metrics;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class TenantWorkerHostTests
{
    [Fact]
    public async Task A_dead_EHR_and_a_silent_one_slow_nobody_else()
    {
        using var gate = new ManualResetEventSlim();
        var dead = new RecordedRuns(Tenants.Make("dead")) { OnSync = _ => throw new EhrException(EhrFailure.Unreachable, "Nobody answers.") };
        var silent = new RecordedRuns(Tenants.Make("silent")) { OnSync = _ => BlockTheThread(gate) };
        var well = new RecordedRuns(Tenants.Make("well"));
        var time = new WatchedTime(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var host = new TenantWorkerHost(
            new FixedTenants(dead, silent, well), time, new BridgeMeter(services.GetRequiredService<IMeterFactory>()), new FakeLogger<TenantWorker>());

        await host.StartAsync(CancellationToken.None);
        await Eventually.ShouldHoldAsync(() => silent.Steps.Contains("sync"), "the silent tenant to be stuck");
        await Eventually.ShouldHoldAsync(() => Waits(time, PassSpread.FirstWait("well", TimeSpan.FromMinutes(5))) == 1 && Waits(time, Backoff.First) == 1, "both others to wait");
        for (var pass = 2; pass <= 5; pass++)
        {
            var done = pass;
            time.Advance(TimeSpan.FromMinutes(5));
            await Eventually.ShouldHoldAsync(() => Status(host, "well").Passes >= done && Waits(time, TimeSpan.FromMinutes(5)) >= done - 1, $"pass {done}");
        }

        Status(host, "well").Passes.ShouldBe(5);
        Status(host, "well").Failures.ShouldBe(0);
        Status(host, "dead").Passes.ShouldBe(0);
        Status(host, "dead").Failures.ShouldBeGreaterThan(1);
        Status(host, "silent").Passes.ShouldBe(0);
        silent.Steps.ShouldBe(["write back", "sync"]);

        gate.Set();
        await host.StopAsync(CancellationToken.None);
        host.ExecuteTask.ShouldNotBeNull().IsCompletedSuccessfully.ShouldBeTrue();
    }

    private static Task<TenantPass> BlockTheThread(ManualResetEventSlim gate)
    {
        gate.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        return Task.FromResult(default(TenantPass));
    }

    private static WorkerStatus Status(TenantWorkerHost host, string slug) => host.Statuses.Single(status => status.Tenant == slug);

    private static int Waits(WatchedTime time, TimeSpan length) => time.Waits.Count(wait => wait == length);
}
