using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

public sealed class SettleTimeTests
{
    [Theory]
    [InlineData(30, 240, 4, 122)]
    [InlineData(120, 240, 4, 212)]
    [InlineData(30, 1, 4, 600)]
    public void It_is_longer_than_a_slow_index_a_slow_answer_and_the_wait_for_a_turn_together(int timeout, int perMinute, int inFlight, int seconds) =>
        SettleTime.Of(Practice.Tenant.Ehr with { Timeout = TimeSpan.FromSeconds(timeout), RequestsPerMinute = perMinute, RequestsInFlight = inFlight })
            .ShouldBe(TimeSpan.FromSeconds(seconds));
}
