using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 120 ", 120)]
    [InlineData("301", 300)]
    [InlineData("999999999", 300)]
    [InlineData("123456789012345678901234567890", 300)]
    [InlineData("Tue, 05 May 2026 12:02:00 GMT", 120)]
    [InlineData("Tue, 05 May 2026 11:00:00 GMT", 0)]
    [InlineData("Wed, 06 May 2026 12:00:00 GMT", 300)]
    public void A_header_that_makes_sense_is_a_bounded_wait(string header, int seconds) =>
        RetryAfter.Parse(header, Now, TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("١٢")]
    [InlineData("tomorrow")]
    public void A_header_that_makes_none_is_no_wait_at_all(string? header) =>
        RetryAfter.Parse(header, Now, TimeSpan.FromMinutes(5)).ShouldBeNull();
}
