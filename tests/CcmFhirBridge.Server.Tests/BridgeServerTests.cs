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
    public async Task More_tenants_than_metric_labels_do_not_run_and_are_named()
    {
        var tenants = Enumerable.Range(0, BridgeServer.MostTenants + 1).Select(number => new RecordedRuns(Tenants.Make($"practice-{number}")));
        await using var server = await RunningServer.StartAsync([.. tenants]);

        server.Workers.Statuses.Length.ShouldBe(BridgeServer.MostTenants);
        var problem = server.Workers.FileProblems.ShouldHaveSingleItem();
        problem.File.ShouldBe("practice-250.yaml");
        problem.Message.ShouldContain("at most 250");
    }
}
