using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class IntervalSetTests
{
    private static readonly DateTimeOffset Origin = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    //          one                other               either              both         one without the other
    [InlineData("", "", "", "", "")]
    [InlineData("0-5", "", "0-5", "", "0-5")]
    [InlineData("", "0-5", "0-5", "", "")]
    [InlineData("0-5", "0-5", "0-5", "0-5", "")]
    [InlineData("0-5", "5-9", "0-9", "", "0-5")]
    [InlineData("0-5", "4-9", "0-9", "4-5", "0-4")]
    [InlineData("4-9", "0-5", "0-9", "4-5", "5-9")]
    [InlineData("0-9", "3-5", "0-9", "3-5", "0-3 5-9")]
    [InlineData("3-5", "0-9", "0-9", "3-5", "")]
    [InlineData("0-9", "0-5", "0-9", "0-5", "5-9")]
    [InlineData("0-9", "5-9", "0-9", "5-9", "0-5")]
    [InlineData("0-2 4-6 8-10", "1-9", "0-10", "1-2 4-6 8-9", "0-1 9-10")]
    [InlineData("1-9", "0-2 4-6 8-10", "0-10", "1-2 4-6 8-9", "2-4 6-8")]
    [InlineData("0-2 4-6", "2-4 6-8", "0-8", "", "0-2 4-6")]
    [InlineData("0-2 10-12", "5-6 11-20", "0-2 5-6 10-20", "11-12", "0-2 10-11")]
    [InlineData("0-5 10-15", "20-25", "0-5 10-15 20-25", "", "0-5 10-15")]
    [InlineData("20-25", "0-5 10-15", "0-5 10-15 20-25", "", "20-25")]
    [InlineData("0-10 20-30", "0-10", "0-10 20-30", "0-10", "20-30")]
    [InlineData("0-10 20-30", "5-25", "0-30", "5-10 20-25", "0-5 25-30")]
    public void Two_sets_are_united_intersected_and_taken_from_each_other(string one, string other, string either, string both, string without)
    {
        var (left, right) = (Read(one), Read(other));
        Say(left.Union(right)).ShouldBe(either);
        Say(left.Intersect(right)).ShouldBe(both);
        Say(left.Except(right)).ShouldBe(without);
        left.Overlaps(right).ShouldBe(both.Length > 0);
        right.Overlaps(left).ShouldBe(both.Length > 0);
        Say(IntervalSet.UnionOf([left, right])).ShouldBe(either);
        left.Union(right).Ticks.ShouldBe(left.Ticks + right.Ticks - left.Intersect(right).Ticks);
    }

    [Theory]
    [InlineData("5-9 0-3", "0-3 5-9")]
    [InlineData("0-3 3-5", "0-5")]
    [InlineData("0-9 3-5", "0-9")]
    [InlineData("0-5 0-9 0-2", "0-9")]
    [InlineData("0-5 3-9 9-9 20-20", "0-9")]
    [InlineData("4-4", "")]
    public void A_set_is_sorted_disjoint_and_without_empty_parts(string written, string kept)
    {
        var set = Read(written);
        Say(set).ShouldBe(kept);
        set.IsEmpty.ShouldBe(kept.Length == 0);
    }

    [Fact]
    public void An_instant_is_inside_one_of_the_intervals_or_not()
    {
        var set = Read("1-3 5-7");
        Enumerable.Range(0, 9).Where(minute => set.Contains(Origin.AddMinutes(minute))).ShouldBe([1, 2, 5, 6]);
    }

    [Fact]
    public void Intervals_that_touch_become_one()
    {
        var set = IntervalSet.Of([new Interval(Origin, Origin.AddMinutes(5)), new Interval(Origin.AddMinutes(5), Origin.AddMinutes(9))]);
        set.Intervals.Length.ShouldBe(1);
        set.Ticks.ShouldBe(TimeSpan.FromMinutes(9).Ticks);
        set.Hull.ShouldBe(new Interval(Origin, Origin.AddMinutes(9)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void Sets_of_however_many_intervals_are_treated_as_those_of_few_are(int count)
    {
        string Each(int from, int through) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"{(10 * i) + from}-{(10 * i) + through}"));
        var (left, right, whole) = (Read(Each(1, 5)), Read(Each(3, 8)), Read($"0-{10 * count}"));
        Say(left.Union(right)).ShouldBe(Each(1, 8));
        Say(left.Intersect(right)).ShouldBe(Each(3, 5));
        Say(left.Except(right)).ShouldBe(Each(1, 3));
        Say(left.Intersect(whole)).ShouldBe(Each(1, 5));
        Say(whole.Intersect(left)).ShouldBe(Each(1, 5));
        Say(whole.Except(left).Union(left)).ShouldBe($"0-{10 * count}");
        whole.Except(left).Intervals.Length.ShouldBe(count + 1);
        left.Hull.ShouldBe(Stretch(1, (10 * count) - 5));
    }

    [Fact]
    public void What_is_there_already_is_not_made_anew()
    {
        var (brief, lasting, several) = (Read("0-5"), Read("0-9"), Read("0-5 7-9"));
        IntervalSet.Of(Stretch(4, 4)).ShouldBeSameAs(IntervalSet.Empty);
        foreach (var set in new[] { brief, several })
        {
            set.Union(IntervalSet.Empty).ShouldBeSameAs(set);
            IntervalSet.Empty.Union(set).ShouldBeSameAs(set);
            set.Union(set).ShouldBeSameAs(set);
            set.Intersect(IntervalSet.Empty).ShouldBeSameAs(IntervalSet.Empty);
            IntervalSet.Empty.Intersect(set).ShouldBeSameAs(IntervalSet.Empty);
            set.Except(Read("20-25")).ShouldBeSameAs(set);
        }

        brief.Intersect(lasting).ShouldBeSameAs(brief);
        lasting.Intersect(brief).ShouldBeSameAs(brief);
    }

    [Fact]
    public void Nothing_has_no_hull_and_no_length()
    {
        IntervalSet.Of(new Interval(Origin, Origin)).ShouldBe(IntervalSet.Empty);
        IntervalSet.Empty.Hull.ShouldBeNull();
        IntervalSet.UnionOf([IntervalSet.Empty, IntervalSet.Empty]).Ticks.ShouldBe(0);
    }

    [Fact]
    public void A_set_says_its_intervals_for_a_person() =>
        IntervalSet.Of([Stretch(0, 1), Stretch(2, 3)]).ToString()
            .ShouldBe("[2026-04-01T00:00:00.0000000+00:00, 2026-04-01T00:01:00.0000000+00:00), [2026-04-01T00:02:00.0000000+00:00, 2026-04-01T00:03:00.0000000+00:00)");

    [Fact]
    public void A_set_is_equal_to_one_of_the_same_instants_and_to_nothing_else()
    {
        var set = IntervalSet.Of(Stretch(0, 1));
        set.Equals(IntervalSet.Of(Stretch(0, 1))).ShouldBeTrue();
        set.Equals(IntervalSet.Of(Stretch(0, 2))).ShouldBeFalse();
        set.Equals(null).ShouldBeFalse();
        set.Equals((object)"[0, 1)").ShouldBeFalse();
        set.GetHashCode().ShouldNotBe(IntervalSet.Of(Stretch(0, 2)).GetHashCode());
    }

    private static Interval Stretch(int start, int end) => new(Origin.AddMinutes(start), Origin.AddMinutes(end));

    private static IntervalSet Read(string words) => IntervalSet.Of(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Split('-')).Select(ends => Stretch(int.Parse(ends[0], null), int.Parse(ends[1], null))));

    private static string Say(IntervalSet set) =>
        string.Join(' ', set.Intervals.ToArray().Select(interval => $"{(interval.Start - Origin).TotalMinutes:F0}-{(interval.End - Origin).TotalMinutes:F0}"));
}
