using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class PausedWorkerTests
{
    private static readonly TenantPause Pause = new(new DateTimeOffset(2026, 5, 20, 11, 0, 0, TimeSpan.Zero), "anna", "The EHR moves house.");

    [Fact]
    public async Task A_pause_ends_the_pass_that_is_going_on_and_nothing_is_done_until_the_end_of_the_pause()
    {
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null)) { OnSync = Never };
        await using var running = new RunningWorker(runs);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Contains("sync"), "the sync to begin");

        running.Worker.Pause(Pause);
        await Eventually.ShouldHoldAsync(() => runs.Going == 0, "the pass to end");
        running.Worker.Status.Pause.ShouldBe(Pause);
        running.Worker.Status.Failures.ShouldBe(0);
        running.Time.Advance(TimeSpan.FromDays(3));
        running.Worker.Status.IsOverdue(running.Time.GetUtcNow()).ShouldBeFalse("somebody wanted it");
        runs.Steps.ShouldBe(["write back", "sync"]);

        runs.OnSync = _ => Task.FromResult(default(TenantPass));
        running.Worker.Pause(null);
        await Eventually.ShouldHoldAsync(() => running.Worker.Status.Passes == 1, "a pass at once");
        running.Worker.Status.Lag(running.Time.GetUtcNow()).ShouldBe(TimeSpan.Zero);
        running.Log.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).ShouldHaveSingleItem()
            .Message.ShouldBe("lakeside: paused since 2026-05-20 11:00:00Z; it reads and writes nothing until 'ccm-bridge tenant resume lakeside'");
    }

    [Fact]
    public async Task A_tenant_that_was_resumed_ages_from_then_on()
    {
        var runs = new RecordedRuns(Tenants.Make());
        await using var running = new RunningWorker(runs);
        await running.PassesEndedAsync(1);
        running.Worker.Pause(Pause);
        running.Time.Advance(TimeSpan.FromDays(1));
        runs.OnSync = Never;
        running.Worker.Pause(null);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Count(step => step == "sync") == 2, "the next sync");

        running.Time.Advance(TimeSpan.FromMinutes(15));
        running.Worker.Status.IsOverdue(running.Time.GetUtcNow()).ShouldBeFalse();
        running.Time.Advance(TimeSpan.FromSeconds(1));
        running.Worker.Status.IsOverdue(running.Time.GetUtcNow()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_pass_that_meets_the_pause_first_is_no_failure()
    {
        var runs = new RecordedRuns(Tenants.Make()) { OnBegin = () => throw new TenantPausedException(Pause, "paused") };
        await using var running = new RunningWorker(runs);

        await Eventually.ShouldHoldAsync(() => running.Worker.Status.Pause == Pause, "the pause to be seen");

        runs.Steps.ShouldBeEmpty();
        running.Worker.Status.Failures.ShouldBe(0);
    }

    [Fact]
    public async Task The_right_to_work_is_given_back_after_every_pass_and_a_failure_on_our_side_opens_everything_anew()
    {
        var syncs = 0;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null));
        runs.OnSync = _ => ++syncs switch
        {
            1 => throw new StoreException(StoreFailure.Busy, "lakeside.db is being written by another process."),
            2 => throw new EhrException(EhrFailure.NoAnswer, "No answer."),
            _ => Task.FromResult(default(TenantPass)),
        };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);
        (runs.Going, runs.LetGo).ShouldBe((0, 0));
        running.Worker.Status.LastFailure!.Kind.Code.ShouldBe("store-busy");
        running.Log.Collector.GetSnapshot().ShouldContain(record =>
            record.Level == LogLevel.Error && record.Message == "lakeside: store-busy, 1 in a row, again in 10 s: lakeside.db is being written by another process.");
        await running.PassesEndedAsync(2);
        (runs.Going, runs.LetGo).ShouldBe((0, 1));
        await running.PassesEndedAsync(3);
        (runs.Going, runs.LetGo).ShouldBe((0, 1));

        await running.StopAsync();
        runs.LetGo.ShouldBe(2);
    }

    private static async Task<TenantPass> Never(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return default;
    }
}
