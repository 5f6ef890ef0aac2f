namespace CcmFhirBridge.EndToEndTests.Observing;

/// <summary>A clock that stands where another one does, and on which every wait takes a five-hundredth of its time, and a moment at least.</summary>
internal sealed class HurriedClock(TimeProvider clock) : TimeProvider
{
    private const int Faster = 500;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Max(dueTime.Ticks / Faster, Moment.Ticks)) : dueTime, period);
}
