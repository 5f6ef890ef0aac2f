using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>The month's figures: what each second was taken for, and on which day the last billed one was reached.</summary>
public sealed class TimeLedgerTests
{
    private static readonly Performer Nurse = new(TestTenant.Nurse, null);
    private static readonly Performer Desk = new(TestTenant.Desk, null);

    private static Moment At(string when) => Moment.At(Records.Local(when));

    private static string Excluded(Assessment assessment) => string.Join(' ', assessment.Time.ExcludedBy.Select(pair => $"{pair.Key}:{pair.Value}"));

    private static EntrySpan Tenths(string start, int tenths) => EntrySpan.Of(new Interval(Records.Local(start), Records.Local(start).AddMilliseconds(tenths * 100)));

    [Theory]
    [InlineData("care-plan-development", true)]
    [InlineData("medication-management", true)]
    [InlineData("care-coordination", true)]
    [InlineData("patient-communication", true)]
    [InlineData("caregiver-communication", true)]
    [InlineData("transition-management", true)]
    [InlineData("patient-education", true)]
    [InlineData("record-review", true)]
    [InlineData("symptom-monitoring", true)]
    [InlineData("documentation", true)]
    [InlineData("scheduling", false)]
    [InlineData("insurance-administration", false)]
    [InlineData("contact-attempt", false)]
    public void An_activity_counts_or_never_does(string activity, bool counts)
    {
        var time = Records.Eligible().Time("04-14 10:00", 1200, activity: activity).Assess().Time;
        (time.ClinicalStaff, time.ExcludedBy.GetValueOrDefault("not-countable-activity")).ShouldBe(counts ? (1200, 0) : (0, 1200));
    }

    [Fact]
    public void One_entry_may_lose_seconds_for_several_reasons_and_each_gets_its_own()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).With(record => record with
        {
            DiedAt = At("04-14 10:15"),
            Stays = [new Stay(new SourceReference("Encounter", "stay"), StayKind.Inpatient, Records.Day("2026-04-13"), At("04-14 10:05"))],
        }).Assess();
        assessment.Time.ClinicalStaff.ShouldBe(600);
        Excluded(assessment).ShouldBe("after-death:300 stay:300");
    }

    [Fact]
    public void A_reason_for_seconds_that_another_person_counted_is_none()
    {
        var desk = Desk with { OwnSpan = EntrySpan.Of(Records.Span("04-14 10:00", 600)) };
        var stay = new Stay(new SourceReference("Encounter", "stay"), StayKind.Inpatient, At("04-14 10:10"), At("04-14 10:30"));
        var assessment = Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200)), [desk, Nurse]).With(record => record with { Stays = [stay] }).Assess();
        (assessment.Time.ClinicalStaff, Excluded(assessment)).ShouldBe((600, "stay:600"));
    }

    [Theory]
    //          tenths of a second of scheduling, of another programme, of the desk: whole seconds by reason
    [InlineData(17, 16, 16, "non-clinical:1 not-countable-activity:2 other-program:1")]
    [InlineData(16, 17, 16, "non-clinical:1 not-countable-activity:1 other-program:2")]
    [InlineData(16, 16, 0, "not-countable-activity:2 other-program:1")]
    [InlineData(19, 19, 19, "non-clinical:2 not-countable-activity:2 other-program:1")]
    [InlineData(10, 20, 30, "non-clinical:3 not-countable-activity:1 other-program:2")]
    public void Seconds_by_reason_add_up_to_the_whole_and_the_largest_fraction_gets_what_flooring_lost(int scheduling, int program, int desk, string excluded)
    {
        var assessment = Records.Eligible()
            .Entry(Tenths("04-14 10:00", scheduling), [Nurse], "scheduling")
            .Entry(Tenths("04-14 11:00", program), [Nurse], program: "rpm")
            .Entry(Tenths("04-14 12:00", desk), [Desk]).Assess();
        Excluded(assessment).ShouldBe(excluded);
        assessment.Time.Excluded.ShouldBe((scheduling + program + desk) / 10);
    }

    [Theory]
    [InlineData(106, 106, 0, 10, 10, "fraction-of-a-second:1")]
    [InlineData(106, 106, 600, 10, 10, "fraction-of-a-second:1 not-countable-activity:60")]
    [InlineData(106, 100, 5, 10, 10, "not-countable-activity:1")]
    [InlineData(104, 104, 0, 10, 10, "")]
    public void A_second_that_only_fractions_make_is_counted_nowhere(int staff, int own, int scheduling, int staffSeconds, int ownSeconds, string excluded)
    {
        var assessment = Records.Eligible().Entry(Tenths("04-14 10:00", staff), [Nurse]).Entry(Tenths("04-14 11:00", own), [new Performer(TestTenant.DrA, null)])
            .Entry(Tenths("04-14 12:00", scheduling), [Nurse], "scheduling").Assess();
        (assessment.Time.ClinicalStaff, assessment.Time.Practitioner, Excluded(assessment)).ShouldBe((staffSeconds, ownSeconds, excluded));
    }

    [Fact]
    public void Seconds_beyond_the_last_unit_are_surplus_whoever_spent_them() =>
        Records.Eligible().Time("04-14 10:00", 600).Time("04-15 10:00", 900, TestTenant.DrA).Assess().Time.Surplus.ShouldBe(300);

    [Fact]
    public void Entries_are_listed_by_start_and_then_by_source() =>
        Records.Eligible().Time("04-20 10:00", 60).Time("04-14 10:00", 60).Time("04-14 10:00", 60, TestTenant.SecondNurse)
            .Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 1)), [Nurse]).Assess().Time.Lines.Select(line => line.Source.Id)
            .ShouldBe(["t2", "t3", "t1", "t4"]);

    [Fact]
    public void The_day_of_the_practitioners_own_code_is_that_of_their_time()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA).Time("04-20 10:00", 60, TestTenant.DrA).Time("04-10 10:00", 1100).Assess(rules: TestRules.WithPractitioner);
        (assessment.Codes(), assessment.Lines[0].DateOfService).ShouldBe(("99491×1", new DateOnly(2026, 4, 14)));
    }

    [Fact]
    public void The_day_is_reached_in_the_order_of_the_clock_whoever_worked()
    {
        // The practitioner from 23:40 to 00:10, the nurse within: the twentieth minute ends at midnight.
        var assessment = Records.Eligible().Time("04-14 23:40", 1800, TestTenant.DrA).Time("04-14 23:50", 300).Assess();
        (assessment.Time.ClinicalStaff, assessment.Time.Practitioner).ShouldBe((300, 1500));
        assessment.Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 14));
    }

    [Theory]
    [InlineData("23:50", 1200, "23:50", 600, "2026-04-14")]     // both until midnight: twenty minutes
    [InlineData("23:50", 1200, "23:50", 540, "2026-04-15")]
    [InlineData("23:40", 1740, "23:40", 300, "2026-04-14")]     // ten minutes by 23:45, twenty by 23:55
    public void Where_both_of_two_people_count_the_day_is_reached_twice_as_fast(string first, int firstSeconds, string second, int secondSeconds, string day) =>
        Records.Eligible().Time("04-14 " + first, firstSeconds).Time("04-14 " + second, secondSeconds, TestTenant.SecondNurse, "documentation")
            .Assess(TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Flag })).Lines[0].DateOfService.ShouldBe(DateOnly.Parse(day, null));

    [Theory]
    [InlineData("10:00", 1800, "10:15", 1800, 2100)]    // ½ of 15, ⅓ of 15, ½ of 15, all of 15 minutes
    [InlineData("10:15", 1800, "10:00", 1800, 2100)]
    [InlineData("10:00", 3600, "10:00", 3600, 1200)]
    [InlineData("09:00", 9000, "10:45", 60, 1790)]
    [InlineData("11:00", 600, "11:00", 600, 3600)]
    public void Each_moment_is_shared_by_as_many_patients_as_it_was_logged_for(string second, int secondSeconds, string third, int thirdSeconds, int counted) =>
        Records.Eligible().Time("04-14 10:00", 3600, elsewhere:
        [
            new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-14 " + second, secondSeconds), "Patient/p2"),
            new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-14 " + third, thirdSeconds), "Patient/p3"),
        ]).Assess().Time.ClinicalStaff.ShouldBe(counted);

    [Fact]
    public void The_second_that_flooring_lost_goes_to_the_largest_fraction_not_to_the_longest_time() =>
        SecondsByReason.Of([("longer", 106_000_000), ("shorter", 57_000_000)], 16).ShouldBe(new Dictionary<string, int> { ["longer"] = 10, ["shorter"] = 6 }, ignoreOrder: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Entries_are_listed_by_start_and_source_and_those_without_a_span_last(bool reversed)
    {
        var records = Records.Eligible().Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 2)), [Nurse]).Time("04-14 10:00", 600).Time("04-14 10:00", 600).Time("04-13 10:00", 600);
        var assessment = (reversed ? records.With(static record => record with { TimeEntries = [.. record.TimeEntries.Reverse()] }) : records).Assess();
        assessment.Time.Lines.Select(static line => line.Source.Id).ShouldBe(["t4", "t2", "t3", "t1"]);
    }
}
