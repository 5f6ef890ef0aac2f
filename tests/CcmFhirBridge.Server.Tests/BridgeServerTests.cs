using System.Diagnostics;
using System.Net;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests;

public sealed class BridgeServerTests
{
    [Fact]
    public async Task Stopping_cancels_the_workers_and_lets_them_end()
    {
        var runs = new RecordedRuns(Tenants.Make());
        await using var server = await RunningServer.StartAsync(runs);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");

        await server.App.StopAsync();

        server.Workers.ExecuteTask.ShouldNotBeNull().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_that_ignores_cancellation_is_abandoned_after_the_drain_time()
    {
        var gate = new TaskCompletionSource<TenantPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = new RecordedRuns(Tenants.Make()) { OnSync = _ => gate.Task };
        await using var server = await RunningServer.StartAsync(runs);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Contains("sync"), "the sync to begin");

        var started = Stopwatch.GetTimestamp();
        await server.App.StopAsync();

        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        server.Workers.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeFalse("the step still ignores its token");
        server.Log.GetSnapshot().ShouldContain(record => record.Level == LogLevel.Warning && record.Id.Id == 1009);
        gate.SetResult(default);
    }

    [Fact]
    public void A_slug_that_comes_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => BridgeServer.Build(new BridgeServerOptions
        {
            Tenants = [new RecordedRuns(Tenants.Make("lakeside")), new RecordedRuns(Tenants.Make("lakeside"))],
        })).Message.ShouldContain("'lakeside'");

    [Theory]
    [InlineData(0)]
    [InlineData(1441)]
    public void A_tenant_that_does_not_sync_at_least_once_a_day_is_refused(int everyMinutes) =>
        Should.Throw<ArgumentException>(() => BridgeServer.Build(new BridgeServerOptions
        {
            Tenants = [new RecordedRuns(Tenants.Make(everyMinutes: everyMinutes))],
        })).Message.ShouldContain("ehr.sync.every");

    [Fact]
    public void More_tenants_than_metric_labels_are_refused() =>
        Should.Throw<ArgumentException>(() => BridgeServer.Build(new BridgeServerOptions
        {
            Tenants = [.. Enumerable.Range(0, BridgeServer.MostTenants + 1).Select(number => new RecordedRuns(Tenants.Make($"practice-{number}")))],
        })).Message.ShouldContain("at most 1000");

}
