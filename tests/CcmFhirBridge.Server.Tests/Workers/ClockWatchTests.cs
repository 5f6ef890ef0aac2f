using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class ClockWatchTests
{
    [Fact]
    public void A_clock_that_is_set_back_stands_behind_until_it_has_caught_up()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        var watch = new ClockWatch(time);
        watch.Behind().ShouldBe(TimeSpan.Zero);
        time.Advance(TimeSpan.FromMinutes(10));
        watch.Behind().ShouldBe(TimeSpan.Zero);

        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromHours(1));
        watch.Behind().ShouldBe(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromMinutes(50));
        watch.Behind().ShouldBe(TimeSpan.FromMinutes(10));
        time.Advance(TimeSpan.FromMinutes(10));
        watch.Behind().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_small_step_back_is_ordinary()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 20, 12, 0, 0, TimeSpan.Zero));
        var watch = new ClockWatch(time);

        time.AdjustTime(time.GetUtcNow() - ClockWatch.Tolerance);

        watch.Behind().ShouldBe(TimeSpan.Zero);
    }
}
