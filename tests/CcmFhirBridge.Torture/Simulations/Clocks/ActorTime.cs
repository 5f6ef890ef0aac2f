namespace CcmFhirBridge.Torture.Simulations.Clocks;

/// <summary>The clock of one actor, by which spans are everybody's and the wall is its machine's, and timers that ring only while the actor lives and moves.</summary>
internal sealed class ActorTime(Schedule schedule, Actor actor, MachineClock? machine = null) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => schedule.Now + (machine?.Ahead ?? TimeSpan.Zero);

    public override long GetTimestamp() => schedule.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ActorTime time, TimerCallback callback, object? state) : ITimer
    {
        // Each change outdates what was set before.
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = Interlocked.Increment(ref _setting);
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.Ring(dueTime, () => Ring(setting, period));
            return true;
        }

        public void Dispose() => Interlocked.Increment(ref _setting);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Ring(int setting, TimeSpan period)
        {
            if (setting != Volatile.Read(ref _setting))
                return;
            if (period > TimeSpan.Zero)
                Change(period, period);
            callback(state);
        }
    }

    private void Ring(TimeSpan dueTime, Action ring) => schedule.After(dueTime, () => schedule.Turn(actor, ring));
}
