using System.Globalization;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>Whose time is whose, however many people worked and in whatever order they come.</summary>
public sealed class TimeByPersonTests
{
    private static PractitionerIdentity Nurse(char name) => new("Practitioner/rn-" + name, null, PerformerRole.ClinicalStaff);

    [Theory]
    //          who from what time for how many minutes           seconds that overlap the person's own
    [InlineData("n 10:00 20, n 10:10 20", 600)]
    [InlineData("n 10:00 20, n 10:20 20", 0)]                   // they touch
    [InlineData("n 10:00 20, m 10:10 20", 0)]                   // another person
    [InlineData("n 10:00 60, m 10:10 10, n 10:20 20, n 10:50 20", 1800)]
    [InlineData("n 10:00 20, m 10:01 20, o 10:02 20, p 10:03 20, q 10:04 20, n 10:10 20", 600)]
    [InlineData("m 10:00 60, n 10:30 10, m 10:50 20", 600)]
    [InlineData("n 10:00 10, n 10:05 60, n 10:20 10, n 10:40 10", 1500)]
    [InlineData("n 10:00 30, m 10:10 30, n 10:20 30, m 10:30 30, n 10:40 30", 1800)]
    [InlineData("n 10:00 10, n 10:20 10, n 10:40 10, m 10:55 10, n 10:45 60", 300)]
    public void A_persons_own_overlap_is_found_among_everybodys_time(string entries, int overlap)
    {
        var parts = entries.Split(", ").Select(entry => entry.Split(' ')).ToArray();
        foreach (var ordered in new[] { parts, [.. parts.Reverse()] })
        {
            var records = Records.Eligible();
            foreach (var entry in ordered)
                records = records.Time("04-14 " + entry[1], 60 * int.Parse(entry[2], CultureInfo.InvariantCulture), Nurse(entry[0][0]));
            var time = records.Assess().Time;
            time.ExcludedBy.GetValueOrDefault("own-overlap").ShouldBe(overlap);
            (time.ClinicalStaff + time.Excluded).ShouldBe(parts.Sum(entry => 60 * int.Parse(entry[2], CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    //          visits, of whom and when                                            seconds of ten to eleven that are left
    [InlineData("n 10:00 10", 3000)]
    [InlineData("m 10:00 10", 3600)]
    [InlineData("n 10:00 10, n 10:20 10", 2400)]
    [InlineData("n 10:00 10, n 10:05 10", 2700)]
    [InlineData("m 10:00 10, n 10:20 10, o 10:30 10, p 10:40 10, q 10:50 5, n 10:45 5", 2700)]
    [InlineData("n 09:00 30, n 10:50 30", 3000)]
    [InlineData("n 11:00 30", 3600)]
    public void Every_visit_of_the_person_is_taken_out(string visits, int counted)
    {
        var records = Records.Eligible().Time("04-14 10:00", 3600, Nurse('n'));
        foreach (var (visit, at) in visits.Split(", ").Select((visit, at) => (visit.Split(' '), at)))
        {
            var start = Records.Local("04-14 " + visit[1]);
            records = records.Service(new OtherService
            {
                Source = new SourceReference("Encounter", "visit" + at.ToString(CultureInfo.InvariantCulture)),
                Code = "99211",
                Start = Moment.At(start),
                End = Moment.At(start.AddMinutes(int.Parse(visit[2], CultureInfo.InvariantCulture))),
                Participants = [new Performer(Nurse(visit[0][0]), null)],
                Performers = [Nurse(visit[0][0])],
            });
        }

        records.Assess().Time.ClinicalStaff.ShouldBe(counted);
    }

    [Theory]
    [InlineData("scheduling", "ccm", "not-countable-activity", 1200)]
    [InlineData("care-coordination", "rpm", "other-program", 1200)]
    public void All_other_work_of_the_person_is_taken_out(string activity, string program, string reason, int twice)
    {
        // Ten minutes of the entry's half hour, in two pieces; a colleague's change nothing.
        var time = Records.Eligible().Time("04-14 10:00", 1800, Nurse('n'))
            .Time("04-14 10:00", 300, Nurse('n'), activity, program).Time("04-14 10:20", 300, Nurse('n'), activity, program).Time("04-14 10:10", 300, Nurse('m'), activity, program).Assess().Time;
        (time.ClinicalStaff, time.ExcludedBy[reason]).ShouldBe((1200, twice + 300));
    }

    [Fact]
    public void A_visit_of_unknown_hours_is_beside_all_that_its_performer_did_that_day()
    {
        var visit = new OtherService
        {
            Source = new SourceReference("Encounter", "visit"),
            Code = "99213",
            Start = Records.Day("2026-04-14"),
            Participants = [new Performer(Nurse('n'), null)],
            Performers = [Nurse('n')],
        };
        var records = Records.Eligible().Time("04-13 10:00", 900, Nurse('n')).Time("04-14 10:00", 150, Nurse('n')).Time("04-14 11:00", 900, Nurse('m')).Time("04-14 12:00", 151, Nurse('n'));
        // 35:01 in all; without the 5:01 of the nurse of the visit no code changes, and of 25:00 it would.
        records.Service(visit).Assess().Answer("time.billed-visit").ShouldBe("cannot-tell warn");
        records.With(record => record with { TimeEntries = [.. record.TimeEntries.Where(entry => entry.Source.Id != "t1"), Moved(record.TimeEntries[0])] }).Assess().Answer("time.billed-visit").ShouldBe("cannot-tell hold");
    }

    // To the day of the visit.
    private static TimeEntry Moved(TimeEntry entry) => entry with { Span = EntrySpan.Of(Records.Span("04-14 14:00", 900)) };
}
