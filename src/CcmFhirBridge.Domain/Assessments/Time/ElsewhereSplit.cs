using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>
/// One person, many patients at the same moment: each patient gets 1/n of the overlapping time, rounded down. The first n-th of each
/// overlap stands for this patient's share.
/// </summary>
internal static class ElsewhereSplit
{
    public static IntervalSet LostTo(IntervalSet time, PractitionerIdentity person, IEnumerable<ElsewhereTime> elsewhere)
    {
        var others = elsewhere.Where(other => person.IsPerson(other.Person) && !other.When.IsEmpty && time.Overlaps(IntervalSet.Of(other.When))).ToArray();
        if (others.Length == 0)
            return IntervalSet.Empty;
        var cuts = others.SelectMany(static other => new[] { other.When.Start, other.When.End }).Distinct().Order().ToArray();
        var lost = new List<Interval>();
        foreach (var interval in time.Intervals)
        {
            var start = interval.Start;
            foreach (var cut in cuts)
            {
                if (cut <= start || cut >= interval.End)
                    continue;
                AddLost(lost, new Interval(start, cut), others);
                start = cut;
            }

            AddLost(lost, new Interval(start, interval.End), others);
        }

        return IntervalSet.Of(lost);
    }

    private static void AddLost(List<Interval> lost, Interval segment, ElsewhereTime[] others)
    {
        var patients = others.Where(other => other.When.Overlaps(segment)).Select(static other => other.Patient).Distinct().Count();
        if (patients == 0)
            return;
        var share = segment.Duration.Ticks / (patients + 1);
        lost.Add(new Interval(segment.Start.AddTicks(share), segment.End));
    }
}
