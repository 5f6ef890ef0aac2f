using System.Diagnostics;
using System.Net;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests;

public sealed class BridgeServerTests
{
    [Fact]
    public async Task Stopping_cancels_the_workers_and_lets_them_end()
    {
        var runs = new RecordedRuns(Tenants.Make());
        await using var server = await RunningServer.StartAsync(runs);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
        await server.Time.WaitBeganAsync(1);
        var host = (TenantWorkerHost)server.App.Services.GetService(typeof(TenantWorkerHost))!;

        await server.App.StopAsync();

        host.ExecuteTask.ShouldNotBeNull().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_that_ignores_cancellation_is_abandoned_after_the_drain_time()
    {
        var gate = new TaskCompletionSource<TenantPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = new RecordedRuns(Tenants.Make()) { OnSync = _ => gate.Task };
        await using var server = await RunningServer.StartAsync(runs);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Contains("sync"), "the sync to begin");
        var host = (TenantWorkerHost)server.App.Services.GetService(typeof(TenantWorkerHost))!;

        var started = Stopwatch.GetTimestamp();
        await server.App.StopAsync();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        host.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeFalse("the step still ignores its token");
        gate.SetResult(default);
    }

    [Fact]
    public void A_slug_that_comes_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => BridgeServer.Build(new BridgeServerOptions
        {
            Tenants = [new RecordedRuns(Tenants.Make("lakeside")), new RecordedRuns(Tenants.Make("lakeside"))],
        })).Message.ShouldContain("'lakeside'");

    [Fact]
    public void More_tenants_than_metric_labels_are_refused() =>
        Should.Throw<ArgumentException>(() => BridgeServer.Build(new BridgeServerOptions
        {
            Tenants = [.. Enumerable.Range(0, BridgeServer.MostTenants + 1).Select(number => new RecordedRuns(Tenants.Make($"practice-{number}")))],
        })).Message.ShouldContain("at most 1000");

}
