using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class IntervalTests
{
    private static readonly DateTimeOffset Origin = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    // one from 10 to 20, another, what they share
    [InlineData(0, 10, null)]
    [InlineData(0, 11, "10-11")]
    [InlineData(10, 20, "10-20")]
    [InlineData(12, 15, "12-15")]
    [InlineData(19, 30, "19-20")]
    [InlineData(20, 30, null)]
    [InlineData(15, 15, null)]
    public void Two_intervals_share_what_lies_in_both(int start, int end, string? shared)
    {
        var (one, other) = (Minutes(10, 20), Minutes(start, end));
        Say(one.Intersect(other)).ShouldBe(shared);
        Say(other.Intersect(one)).ShouldBe(shared);
        if (start != end)
            one.Overlaps(other).ShouldBe(shared is not null);
    }

    [Theory]
    // one from 10 to 20, another, whether that lies inside
    [InlineData(10, 20, true)]
    [InlineData(10, 15, true)]
    [InlineData(15, 20, true)]
    [InlineData(12, 15, true)]
    [InlineData(9, 15, false)]
    [InlineData(15, 21, false)]
    [InlineData(5, 25, false)]
    public void An_interval_covers_what_ends_and_begins_with_it(int start, int end, bool inside) => Minutes(10, 20).Covers(Minutes(start, end)).ShouldBe(inside);

    [Fact]
    public void The_start_is_inside_and_the_end_is_not()
    {
        var interval = Minutes(10, 20);
        (interval.Contains(Origin.AddMinutes(10)), interval.Contains(Origin.AddMinutes(20).AddTicks(-1)), interval.Contains(Origin.AddMinutes(20)), interval.Contains(Origin.AddMinutes(10).AddTicks(-1)))
            .ShouldBe((true, true, false, false));
        (Minutes(10, 10).IsEmpty, interval.IsEmpty).ShouldBe((true, false));
    }

    [Fact]
    public void An_interval_that_ends_before_it_starts_cannot_be_made() =>
        Should.Throw<ArgumentException>(() => Minutes(20, 10)).Message.ShouldStartWith("An interval cannot end before it starts.");

    private static Interval Minutes(int start, int end) => new(Origin.AddMinutes(start), Origin.AddMinutes(end));

    private static string? Say(Interval? interval) => interval is { } some ? $"{(some.Start - Origin).TotalMinutes:F0}-{(some.End - Origin).TotalMinutes:F0}" : null;

}
