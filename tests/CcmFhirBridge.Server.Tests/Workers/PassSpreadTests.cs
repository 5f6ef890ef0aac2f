using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class PassSpreadTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    [Fact]
    public void Fifty_tenants_that_begin_together_do_not_pass_together()
    {
        var waits = Enumerable.Range(0, 50).Select(number => PassSpread.FirstWait($"practice-{number:D3}", Every)).ToList();

        waits.ShouldAllBe(wait => wait > Every / 4 && wait <= Every && wait.Milliseconds == 0);
        waits.Max(wait => waits.Count(other => (other - wait).Duration() < TimeSpan.FromSeconds(5))).ShouldBeLessThanOrEqualTo(8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(86_400)]
    [InlineData(2_678_400)]
    public void However_long_the_interval_the_wait_is_within_it_and_the_same_again(int seconds)
    {
        var every = TimeSpan.FromSeconds(seconds);

        var wait = PassSpread.FirstWait("lakeside", every);

        wait.ShouldBeInRange(every / 4, every);
        PassSpread.FirstWait("lakeside", every).ShouldBe(wait);
    }
}
