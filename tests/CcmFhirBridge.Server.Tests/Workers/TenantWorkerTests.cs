using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class TenantWorkerTests
{
    private static readonly EhrException Dead = new(EhrFailure.Unreachable, "Nobody answers at ehr.baseUrl.");

    [Fact]
    public async Task It_asks_for_what_was_left_in_flight_before_anything_else()
    {
        var runs = new RecordedRuns(Tenants.Make());
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        runs.Steps.ShouldBe(
            ["write back", "sync", "assess 2026-01", "close 2026-01", "assess 2026-02", "close 2026-02", "assess 2026-03", "close 2026-03",
            "assess 2026-04", "close 2026-04", "assess 2026-05", "write back"]);
    }

    [Fact]
    public async Task Nothing_is_synced_or_sent_until_the_recovery_went_through()
    {
        var answers = 0;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null));
        runs.OnWriteBack = _ => ++answers < 3 ? throw Dead : Task.FromResult(default(WriteBackPass));
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(2);
        runs.Steps.ShouldBe(["write back", "write back"]);
        running.Worker.Status.RecoveredAt.ShouldBeNull();

        await running.PassesEndedAsync(3);
        runs.Steps.Skip(2).ShouldBe(["write back", "sync", "assess 2026-04", "assess 2026-05", "write back"]);
        running.Worker.Status.RecoveredAt.ShouldBe(running.Time.GetUtcNow());
    }

    [Fact]
    public async Task After_a_failed_pass_and_no_other_it_lets_another_machine_take_the_tenant_over()
    {
        var syncs = 0;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null)) { OnSync = _ => ++syncs is 2 or 3 ? throw Dead : Task.FromResult(default(TenantPass)) };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);
        runs.SteppedBack.ShouldBe(0);
        await running.PassesEndedAsync(3);
        runs.SteppedBack.ShouldBe(2);
        await running.PassesEndedAsync(4);
        runs.SteppedBack.ShouldBe(2);
    }

    [Fact]
    public async Task A_tenant_that_cannot_be_given_back_ends_no_worker_and_is_opened_anew()
    {
        var syncs = 0;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null)) { OnSync = _ => ++syncs == 2 ? throw Dead : Task.FromResult(default(TenantPass)) };
        runs.OnStepBack = () => throw new InvalidOperationException("It was closed meanwhile.");
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(3);
        (runs.SteppedBack, runs.LetGo, running.Worker.Status.Passes).ShouldBe((1, 1, 2));
    }

    [Fact]
    public async Task A_month_that_fails_its_seal_fails_every_pass_and_keeps_none_from_reading()
    {
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null)) { OnWriteBack = _ => throw new LedgerIntegrityException("2026-03 is not as it was sealed.") };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(2);

        string[] pass = ["write back", "sync", "assess 2026-04", "assess 2026-05", "write back"];
        runs.Steps.ShouldBe([.. pass, .. pass]);
        (running.Worker.Status.Passes, running.Worker.Status.Failures, running.Worker.Status.RecoveredAt).ShouldBe((0, 2, null));
        running.Worker.Status.LastFailure.ShouldNotBeNull().Kind.Code.ShouldBe("ledger-integrity");
    }

    [Fact]
    public async Task While_another_process_works_for_the_tenant_it_stands_by_and_then_recovers_before_it_syncs()
    {
        var looks = 0;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null));
        runs.OnBegin = () =>
        {
            if (++looks is 2 or 3)
                throw new LeaseException(LeaseFailure.Held, "Tenant lakeside is worked for by 'run-1@other'.") { EndsIn = TimeSpan.FromSeconds(looks == 2 ? 58 : 7) };
        };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(3);
        running.Worker.Status.StandsBySince.ShouldBe(running.Time.GetUtcNow() - running.Time.Waits[1]);
        (running.Worker.Status.Failures, running.Worker.Status.FailuresInARow, running.Worker.Status.LastFailure).ShouldBe((0, 0, null));
        running.Worker.Status.IsOverdue(running.Time.GetUtcNow().AddDays(1)).ShouldBeFalse();
        running.Worker.Status.RecoveredAt.ShouldBeNull();
        running.Time.Waits[1].ShouldBe(TimeSpan.FromSeconds(20));

        await running.PassesEndedAsync(4);
        running.Time.Waits[2].ShouldBe(TimeSpan.FromSeconds(7.1), "a lease that has ended is seen at once");
        running.Worker.Status.StandsBySince.ShouldBeNull();
        string[] pass = ["write back", "sync", "assess 2026-04", "assess 2026-05", "write back"];
        runs.Steps.ShouldBe([.. pass, .. pass]);
    }

    [Fact]
    public async Task It_passes_again_every_sync_interval()
    {
        var runs = new RecordedRuns(Tenants.Make(everyMinutes: 7));
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(4);

        running.Time.Waits[0].ShouldBe(PassSpread.FirstWait("lakeside", TimeSpan.FromMinutes(7)));
        running.Time.Waits.Skip(1).ShouldAllBe(wait => wait == TimeSpan.FromMinutes(7));
        running.Worker.Status.Passes.ShouldBe(4);
        running.Worker.Status.LastSuccess.ShouldBe(running.Time.GetUtcNow());
        running.Worker.Status.NextDue.ShouldBe(running.Time.GetUtcNow().AddMinutes(7));
        runs.Steps.Count(step => step == "sync").ShouldBe(4);
    }

    [Fact]
    public async Task Failures_double_the_wait_up_to_a_quarter_of_an_hour_and_success_resets_it()
    {
        var syncs = 0;
        var runs = new RecordedRuns(Tenants.Make());
        runs.OnSync = _ => ++syncs == 10 ? Task.FromResult(default(TenantPass)) : throw Dead;
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(11);

        running.Time.Waits.Select(wait => (int)wait.TotalSeconds).ShouldBe(
            [10, 20, 40, 80, 160, 320, 640, 900, 900, (int)PassSpread.FirstWait("lakeside", TimeSpan.FromMinutes(5)).TotalSeconds, 10]);
        running.Worker.Status.Failures.ShouldBe(10);
        running.Worker.Status.FailuresInARow.ShouldBe(1);
        running.Worker.Status.Passes.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_pass_is_counted_and_told_with_its_code()
    {
        var runs = new RecordedRuns(Tenants.Make("hillside")) { OnSync = _ => throw Dead };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        running.Worker.Status.LastFailure.ShouldNotBeNull().Kind.ShouldBe(new FailureKind("ehr-unreachable", OfEhr: true));
        var measured = running.Failures.GetMeasurementSnapshot().ShouldHaveSingleItem();
        measured.Value.ShouldBe(1);
        measured.Tags.ShouldBe(new Dictionary<string, object?> { ["tenant"] = "hillside", ["kind"] = "ehr-unreachable" }, ignoreOrder: true);
        var told = running.Log.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).ShouldHaveSingleItem();
        told.Message.ShouldBe("hillside: ehr-unreachable, 1 in a row, again in 10 s: Nobody answers at ehr.baseUrl.");
    }

    [Fact]
    public async Task What_a_foreign_exception_says_never_reaches_the_log()
    {
        var runs = new RecordedRuns(Tenants.Make()) { OnSync = _ => throw new InvalidOperationException("Zebulon Quagmire, born 1931-02-03") };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        var records = running.Log.Collector.GetSnapshot();
        var told = records.Where(record => record.Level == LogLevel.Error).ShouldHaveSingleItem();
        told.Message.ShouldStartWith("lakeside: unexpected, 1 in a row, again in 10 s: InvalidOperationException");
        records.ShouldAllBe(record => record.Exception == null && !record.Message.Contains("Quagmire", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_month_that_breaks_stops_neither_the_other_months_nor_the_write_back()
    {
        var runs = new RecordedRuns(Tenants.Make(firstMonth: "2026-03"));
        runs.OnAssess = month => month.Month == 3 ? throw new InvalidOperationException("No pack.") : Task.CompletedTask;
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        runs.Steps.ShouldBe(["write back", "sync", "assess 2026-03", "assess 2026-04", "close 2026-04", "assess 2026-05", "write back"]);
        running.Worker.Status.Failures.ShouldBe(1);
        running.Worker.Status.Passes.ShouldBe(0);
    }

    [Fact]
    public async Task A_month_in_review_is_tried_again_until_it_is_closed()
    {
        var inReview = true;
        var runs = new RecordedRuns(Tenants.Make(firstMonth: "2026-03"));
        runs.OnClose = month => month.Month == 3 && inReview ? MonthState.InReview : MonthState.Closed;
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(2);
        inReview = false;
        await running.PassesEndedAsync(4);

        runs.Steps.Count(step => step == "close 2026-03").ShouldBe(3);
        running.Log.Collector.GetSnapshot().Count(record => record.Message == "lakeside: month 2026-03 is closed").ShouldBe(1);
    }

    [Fact]
    public async Task In_shadow_mode_nothing_is_closed()
    {
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null));
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        runs.Steps.ShouldBe(["write back", "sync", "assess 2026-04", "assess 2026-05", "write back"]);
    }

    [Theory]
    [InlineData("America/New_York", "2026-05-01T03:59:00Z", "2026-03", "2026-04")]
    [InlineData("America/New_York", "2026-05-01T04:00:00Z", "2026-04", "2026-05")]
    [InlineData("Pacific/Honolulu", "2026-05-01T09:59:00Z", "2026-03", "2026-04")]
    public async Task The_month_is_that_of_the_practice(string zone, string now, string previous, string current)
    {
        var runs = new RecordedRuns(Tenants.Make(zone: zone, firstMonth: null));
        await using var running = new RunningWorker(runs, now);

        await running.PassesEndedAsync(1);

        runs.Steps.ShouldBe(["write back", "sync", $"assess {previous}", $"assess {current}", "write back"]);
    }

    [Fact]
    public async Task What_was_confirmed_is_counted_at_recovery_and_after()
    {
        var runs = new RecordedRuns(Tenants.Make()) { OnWriteBack = _ => Task.FromResult(new WriteBackPass(Sent: 3, Confirmed: 2, Held: 1, InDoubt: 1)) };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(1);

        running.Confirmed.GetMeasurementSnapshot().Sum(measured => measured.Value).ShouldBe(4);
    }

    [Fact]
    public async Task Cancellation_ends_it_cleanly_in_the_middle_of_a_step()
    {
        var runs = new RecordedRuns(Tenants.Make()) { OnSync = Forever };
        await using var running = new RunningWorker(runs);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Contains("sync"), "the sync to begin");

        await running.StopAsync();

        running.Ended.ShouldBeTrue();
        running.Worker.Status.Failures.ShouldBe(0);
        runs.Steps.ShouldBe(["write back", "sync"]);

        static async Task<TenantPass> Forever(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return default;
        }
    }

    [Fact]
    public async Task A_step_that_gives_up_by_itself_is_a_timeout_and_not_the_end()
    {
        var runs = new RecordedRuns(Tenants.Make()) { OnSync = _ => throw new TaskCanceledException() };
        await using var running = new RunningWorker(runs);

        await running.PassesEndedAsync(2);

        running.Worker.Status.LastFailure.ShouldNotBeNull().Kind.Code.ShouldBe("timeout");
        running.Ended.ShouldBeFalse();
    }
}
