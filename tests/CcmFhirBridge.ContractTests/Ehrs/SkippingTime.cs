using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>
/// A clock that jumps over waits: a timer of up to <see cref="LongestSkip"/> fires at once and is written down; a longer one, such as
/// the time limit of a request, never fires.
/// </summary>
internal sealed class SkippingTime() : FakeTimeProvider(new DateTimeOffset(2026, 5, 5, 12, 0, 20, TimeSpan.Zero))
{
    public static readonly TimeSpan LongestSkip = TimeSpan.FromMinutes(20);

    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestSkip)
        {
            Waits.Add(dueTime);
            Advance(dueTime);
        }

        return timer;
    }
}
