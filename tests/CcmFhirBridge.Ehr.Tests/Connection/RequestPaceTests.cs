using CcmFhirBridge.Ehr.Connection;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class RequestPaceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void No_span_of_a_minute_holds_more_requests_than_allowed() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 40].List[1, 30]).Sample(
            (perMinute, pauses) =>
            {
                var time = new FakeTimeProvider();
                using var pace = new RequestPace(perMinute, queue: 1000, time);
                var starts = new List<DateTimeOffset>();
                foreach (var pause in pauses)
                {
                    time.Advance(TimeSpan.FromSeconds(pause));
                    var turn = pace.AcquireAsync(1);
                    while (!turn.IsCompleted)
                        time.Advance(TimeSpan.FromSeconds(1));
                    starts.Add(time.GetUtcNow());
                }

                return starts.All(start => starts.Count(other => other >= start && other < start + Minute) <= perMinute);
            },
            iter: 500);

    // A clock that stands still, or is set back, must not stop the requests for ever.
    [Fact]
    public async Task A_clock_that_is_set_does_not_move_the_pace()
    {
        var time = new ClockThatStands();
        using var pace = new RequestPace(1, queue: 1, time);
        (await pace.AcquireAsync(1)).IsAcquired.ShouldBeTrue();
        time.Elapse(Minute);

        pace.AcquireAsync(1).IsCompleted.ShouldBeTrue();
    }

    private sealed class ClockThatStands : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Elapse(TimeSpan time) => _timestamp += time.Ticks;

        public override long GetTimestamp() => _timestamp;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }

    [Fact]
    public async Task A_full_queue_refuses()
    {
        var time = new FakeTimeProvider();
        using var pace = new RequestPace(1, queue: 1, time);
        (await pace.AcquireAsync(1)).IsAcquired.ShouldBeTrue();
        var waiting = pace.AcquireAsync(1).AsTask();

        (await pace.AcquireAsync(1)).IsAcquired.ShouldBeFalse();
        waiting.IsCompleted.ShouldBeFalse();
        pace.GetStatistics()!.CurrentQueuedCount.ShouldBe(1);
        time.Advance(Minute);
        (await waiting).IsAcquired.ShouldBeTrue();
        pace.GetStatistics()!.CurrentQueuedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_let_go()
    {
        using var pace = new RequestPace(1, queue: 5, new FakeTimeProvider());
        using var patience = new CancellationTokenSource();
        (await pace.AcquireAsync(1)).IsAcquired.ShouldBeTrue();
        var waiting = pace.AcquireAsync(1, patience.Token).AsTask();

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        pace.GetStatistics()!.CurrentQueuedCount.ShouldBe(0);
        pace.AttemptAcquire(1).IsAcquired.ShouldBeFalse();
    }
}
