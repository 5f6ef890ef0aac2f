using System.Collections.Concurrent;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class SignedTrailTests
{
    private static readonly AuditAnchor s_anchor = new(41, "c0ffee", DateTimeOffset.UnixEpoch, "0123456789abcdef", "c2lnbmF0dXJl");

    [Fact]
    public async Task The_worker_signs_between_its_steps_and_at_its_stop_and_tells_where_the_log_goes()
    {
        var asked = new ConcurrentQueue<bool>();
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null))
        {
            OnAnchor = isStop =>
            {
                asked.Enqueue(isStop);
                return isStop ? s_anchor : null;
            },
        };
        await using var running = new RunningWorker(runs);
        await running.PassesEndedAsync(1);
        asked.ShouldBe([false, false]);

        await running.StopAsync();

        asked.ShouldBe([false, false, true]);
        var said = running.Log.Collector.GetSnapshot().Single(line => line.Id.Id == 1040).Message;
        said.ShouldContain("row 41, c0ffee");
        said.ShouldContain("key 0123456789abcdef, signature c2lnbmF0dXJl");
    }

    [Fact]
    public async Task A_worker_that_cannot_sign_fails_its_pass_and_still_stops()
    {
        var runs = new RecordedRuns(Tenants.Make(firstMonth: null)) { OnAnchor = _ => throw new StoreException(StoreFailure.Full, "No room.") };
        await using var running = new RunningWorker(runs);
        await running.PassesEndedAsync(1);
        running.Worker.Status.Failures.ShouldBe(1);

        await running.StopAsync();

        running.Ended.ShouldBeTrue();
        running.Log.Collector.GetSnapshot().ShouldContain(line => line.Id.Id == 1041 && line.Level == LogLevel.Error);
    }
}
