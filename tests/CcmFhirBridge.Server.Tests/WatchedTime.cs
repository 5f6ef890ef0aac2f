using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests;

/// <summary>A clock that a test moves, and that tells which waits began on it, so that no test advances before its worker waits.</summary>
internal sealed class WatchedTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    private ImmutableList<TimeSpan> _waits = [];

    public ImmutableList<TimeSpan> Waits => Volatile.Read(ref _waits);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        ImmutableInterlocked.Update(ref _waits, waits => waits.Add(dueTime));
        return timer;
    }

    public Task WaitBeganAsync(int count) => Eventually.ShouldHoldAsync(() => Waits.Count >= count, $"{count} waits");
}
