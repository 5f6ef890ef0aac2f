using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Tenants;

public sealed class CloseRetryTests
{
    private readonly SettableClock _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void It_waits_for_the_next_pass_first_and_ever_longer_up_to_six_hours()
    {
        var retry = new CloseRetry(TimeSpan.FromMinutes(5), _time);
        var waits = new List<double>();
        retry.MustWait.ShouldBeFalse();
        for (var read = 0; read < 10; read++)
        {
            retry.ReadInPart();
            var began = _time.GetUtcNow();
            while (retry.MustWait)
                _time.Advance(TimeSpan.FromSeconds(30));
            waits.Add((_time.GetUtcNow() - began).TotalMinutes);
        }

        waits.ShouldBe([2.5, 5, 10, 20, 40, 80, 160, 320, 360, 360]);
    }

    [Fact]
    public void It_does_not_wait_for_a_clock_that_was_set_back()
    {
        var retry = new CloseRetry(TimeSpan.FromMinutes(5), _time);
        retry.ReadInPart();
        retry.MustWait.ShouldBeTrue();

        _time.Advance(TimeSpan.FromDays(-30));

        retry.MustWait.ShouldBeFalse();
    }

    [Fact]
    public void It_does_not_wait_once_something_changed()
    {
        var retry = new CloseRetry(TimeSpan.FromMinutes(5), _time);
        retry.ReadInPart();
        retry.ReadInPart();
        retry.MustWait.ShouldBeTrue();

        retry.Forget();

        retry.MustWait.ShouldBeFalse();
    }
}
