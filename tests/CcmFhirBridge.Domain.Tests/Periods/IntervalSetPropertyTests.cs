using CcmFhirBridge.Domain.Periods;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Periods;

public sealed class IntervalSetPropertyTests
{
    private const int Samples = 10_000;

    private static readonly DateTimeOffset Origin = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Interval> AnInterval =
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 40], (start, length) => new Interval(Origin.AddMinutes(start), Origin.AddMinutes(start + length)));

    private static readonly Gen<Interval[]> Some = AnInterval.Array[0, 12];

    [Fact]
    public void Union_and_intersection_lengths_add_up() => Gen.Select(Some, Some).Sample((a, b) =>
    {
        var (left, right) = (IntervalSet.Of(a), IntervalSet.Of(b));
        return left.Union(right).Ticks + left.Intersect(right).Ticks == left.Ticks + right.Ticks;
    }, iter: Samples);

    [Fact]
    public void What_is_taken_away_and_what_is_shared_make_the_whole() => Gen.Select(Some, Some).Sample((a, b) =>
    {
        var (left, right) = (IntervalSet.Of(a), IntervalSet.Of(b));
        var rest = left.Except(right);
        return rest.Ticks + left.Intersect(right).Ticks == left.Ticks && !rest.Overlaps(right) && rest.Union(left.Intersect(right)).Equals(left);
    }, iter: Samples);

    [Fact]
    public void The_order_in_which_intervals_come_changes_nothing() => Some.SelectMany(list => Gen.Shuffle(list).Select(shuffled => (list, shuffled)))
        .Sample(pair => IntervalSet.Of(pair.list).Equals(IntervalSet.Of(pair.shuffled)), iter: Samples);

    [Fact]
    public void Splitting_an_interval_changes_nothing() => Gen.Select(AnInterval, Gen.Int[0, 40], Some).Sample((interval, at, others) =>
    {
        var cut = interval.Start.AddMinutes(Math.Min(at, interval.Duration.TotalMinutes));
        var whole = IntervalSet.Of([interval, .. others]);
        var parts = IntervalSet.Of([new Interval(interval.Start, cut), new Interval(cut, interval.End), .. others]);
        return whole.Equals(parts) && whole.GetHashCode() == parts.GetHashCode();
    }, iter: Samples);

    [Fact]
    public void Every_minute_inside_is_inside_one_of_its_intervals() => Some.Sample(list =>
    {
        var set = IntervalSet.Of(list);
        for (var minute = 0; minute < 250; minute++)
        {
            var instant = Origin.AddMinutes(minute);
            if (set.Contains(instant) != Array.Exists(list, interval => interval.Contains(instant)))
                return false;
        }

        return true;
    }, iter: Samples);

    [Fact]
    public void Intervals_are_disjoint_sorted_and_do_not_touch() => Gen.Select(Some, Some).Sample((a, b) =>
    {
        var intervals = IntervalSet.Of(a).Except(IntervalSet.Of(b)).Union(IntervalSet.Of(b).Intersect(IntervalSet.Of(a))).Intervals.ToArray();
        return intervals.All(interval => !interval.IsEmpty) && intervals.Zip(intervals.Skip(1)).All(pair => pair.First.End < pair.Second.Start);
    }, iter: Samples);
}
