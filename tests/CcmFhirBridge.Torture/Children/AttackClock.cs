namespace CcmFhirBridge.Torture.Children;

/// <summary>A clock that stands still until it is moved, or runs faster than the machine's, its timers too.</summary>
/// <param name="now">Where it begins.</param>
/// <param name="speed">How many of its seconds pass in one; 0 stands still, and then timers keep the machine's time.</param>
internal sealed class AttackClock(DateTimeOffset now, int speed = 0) : TimeProvider
{
    private readonly long _started = System.GetTimestamp();
    private DateTimeOffset _now = now;

    public override long TimestampFrequency => System.TimestampFrequency / Math.Max(speed, 1);

    public override DateTimeOffset GetUtcNow() => speed == 0 ? _now : _now + (System.GetElapsedTime(_started) * speed);

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new HurriedTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), Real);

    public void Advance(TimeSpan by) => _now += by;

    // A timer that is set anew is set by the same clock.
    private sealed class HurriedTimer(ITimer timer, Func<TimeSpan, TimeSpan> real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(real(dueTime), real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }

    private TimeSpan Real(TimeSpan span) => speed == 0 || span == Timeout.InfiniteTimeSpan ? span : span / speed;
}
