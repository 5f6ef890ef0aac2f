using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

public sealed class SettleTimeTests
{
    [Theory]
    [InlineData(30, 240, 4, 172)]
    [InlineData(120, 240, 4, 352)]
    [InlineData(30, 1, 4, 650)]
    public void It_is_longer_than_all_that_may_lie_between_the_record_of_a_send_and_a_search_that_shows_it(int timeout, int perMinute, int inFlight, int seconds) =>
        SettleTime.Of(Practice.Tenant.Ehr with { Timeout = TimeSpan.FromSeconds(timeout), RequestsPerMinute = perMinute, RequestsInFlight = inFlight })
            .ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null, 172)]
    [InlineData(45L, 172)]
    [InlineData(46L, 174)]
    [InlineData(90L, 262)]
    public void An_index_that_was_measured_to_be_slow_gets_twice_that_time(long? shownAfter, int seconds) =>
        SettleTime.Of(
                Practice.Tenant.Ehr with { Timeout = TimeSpan.FromSeconds(30), RequestsPerMinute = 240, RequestsInFlight = 4 },
                new EhrMeasurement { At = default, Statement = "", Verbs = [], ShownAfterSeconds = shownAfter })
            .ShouldBe(TimeSpan.FromSeconds(seconds));
}
