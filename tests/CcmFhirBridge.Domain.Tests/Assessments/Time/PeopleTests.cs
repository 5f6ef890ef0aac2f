using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

public sealed class PeopleTests
{
    private static readonly Performer Nurse = new(TestTenant.Nurse, null);

    private static EntrySpan TwentyMinutes => EntrySpan.Of(Records.Span("04-14 10:00", 1200));

    [Fact]
    public void Staff_and_practitioner_on_one_entry_are_staff_time_once()
    {
        var time = Records.Eligible().Entry(TwentyMinutes, [Nurse, new Performer(TestTenant.DrA, null)]).Assess().Time;
        (time.ClinicalStaff, time.Practitioner, time.Excluded).ShouldBe((1200, 0, 0));
    }

    [Fact]
    public void The_practitioners_own_period_on_a_shared_entry_is_practitioner_time()
    {
        var own = EntrySpan.Of(Records.Span("04-14 10:05", 300));
        var time = Records.Eligible().Entry(TwentyMinutes, [Nurse, new Performer(TestTenant.DrA, own)]).Assess().Time;
        (time.ClinicalStaff, time.Practitioner, time.Pooled).ShouldBe((900, 300, 300));
    }

    [Fact]
    public void An_own_period_without_a_time_falls_back_to_the_encounters()
    {
        var dateOnly = EntrySpan.Not(SpanProblem.DateOnly, new DateOnly(2026, 4, 14));
        Records.Eligible().Entry(TwentyMinutes, [new Performer(TestTenant.Nurse, dateOnly)]).Assess().Codes().ShouldBe("99490×1");
    }

    [Fact]
    public void A_practitioner_who_does_not_bill_counts_as_clinical_staff_and_is_flagged()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200, TestTenant.DrB).Assess();
        (assessment.Time.ClinicalStaff, assessment.Time.Practitioner).ShouldBe((1200, 0));
        assessment.Answer("time.other-practitioner").ShouldBe("cannot-tell info");
        assessment.Outcome.ShouldBe(Outcome.Bill);
    }

    [Fact]
    public void Thirty_minutes_for_three_patients_are_ten_each_and_hold_when_a_unit_is_lost()
    {
        var when = Records.Span("04-14 10:00", 1800);
        var assessment = Records.Eligible().Time(
            "04-14 10:00", 1800,
            elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, when, "Patient/p2"), new ElsewhereTime(TestTenant.Nurse.Person, when, "Patient/p3")]).Time("04-15 10:00", 600).Assess();
        (assessment.Time.ClinicalStaff, assessment.Time.ExcludedBy["staff-elsewhere"]).ShouldBe((1200, 1200));
        assessment.Answer("time.staff-elsewhere").ShouldBe("cannot-tell hold");

        var kept = Records.Eligible().Time("04-14 10:00", 600, elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, when, "Patient/p2")]).Time("04-15 10:00", 1200).Assess();
        kept.Time.ClinicalStaff.ShouldBe(1500);
        kept.Answer("time.staff-elsewhere").ShouldBe("cannot-tell warn");
        kept.Outcome.ShouldBe(Outcome.Bill);
    }

    [Fact]
    public void Another_persons_time_elsewhere_takes_nothing_away() =>
        Records.Eligible().Time("04-14 10:00", 1200, elsewhere: [new ElsewhereTime("Practitioner/x", Records.Span("04-14 10:00", 1200), "Patient/p2")])
            .Assess().Outcome.ShouldBe(Outcome.Bill);

    [Fact]
    public void A_share_that_is_no_whole_second_is_floored_once_and_still_adds_up()
    {
        var when = Records.Span("04-14 10:00", 100);
        var time = Records.Eligible().Time(
            "04-14 10:00", 100,
            elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, when, "Patient/p2"), new ElsewhereTime(TestTenant.Nurse.Person, when, "Patient/p3")]).Assess().Time;
        (time.ClinicalStaff, time.Excluded, time.ExcludedBy["staff-elsewhere"]).ShouldBe((33, 67, 67));
    }

    [Theory]
    [InlineData(ParallelStaffPolicy.Once, "documentation", "99490×1", "cannot-tell warn")]
    [InlineData(ParallelStaffPolicy.Hold, "documentation", "99490×1", "cannot-tell hold")]
    [InlineData(ParallelStaffPolicy.Flag, "documentation", "99490×1 99439×1", "cannot-tell warn")]
    [InlineData(ParallelStaffPolicy.Flag, "care-coordination", "99490×1", "cannot-tell warn")]
    public void Two_people_at_the_same_moment_follow_the_policy(ParallelStaffPolicy policy, string secondActivity, string codes, string answer)
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200).Time("04-14 10:00", 1200, TestTenant.SecondNurse, secondActivity)
            .Assess(TestTenant.With(other => other with { ParallelStaff = policy }));
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("time.parallel-staff").ShouldBe(answer);
    }

    [Fact]
    public void A_parallel_hold_needs_seconds_that_would_change_the_codes() =>
        Records.Eligible().Time("04-14 10:00", 1200).Time("04-14 10:00", 600, TestTenant.SecondNurse)
            .Assess(TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Hold })).Outcome.ShouldBe(Outcome.Bill);

    [Fact]
    public void A_parallel_hold_looks_at_the_practitioners_own_seconds_too()
    {
        // Believed in full, the practitioner's 30:00 are a code of their own.
        var assessment = Records.Eligible().Time("04-14 10:00", 600).Time("04-14 10:00", 1800, TestTenant.DrA).Time("04-16 15:00", 1200)
            .Assess(TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Hold }), TestRules.Whole);

        (assessment.Outcome, assessment.Answer("time.parallel-staff")).ShouldBe((Outcome.Hold, "cannot-tell hold"));
    }

    [Fact]
    public void Staff_time_goes_before_practitioner_time_at_the_same_moment()
    {
        var time = Records.Eligible().Time("04-14 10:00", 600, TestTenant.DrA).Time("04-14 10:05", 600).Assess().Time;
        (time.ClinicalStaff, time.Practitioner, time.ExcludedBy["parallel-staff"]).ShouldBe((600, 300, 300));
    }

    [Fact]
    public void A_billed_visit_of_unknown_hours_on_a_day_with_its_performers_time_holds_when_it_matters()
    {
        var visit = new OtherService
        {
            Source = new SourceReference("Encounter", "visit"),
            Code = "99213",
            Start = Records.Day("2026-04-14"),
            Participants = [Nurse],
            Performers = [TestTenant.Nurse],
        };
        Records.Eligible().Time("04-14 10:00", 1200).Service(visit).Assess().Answer("time.billed-visit").ShouldBe("cannot-tell hold");
        Records.Eligible().Time("04-14 10:00", 60).Time("04-15 10:00", 1200).Service(visit).Assess().Answer("time.billed-visit").ShouldBe("cannot-tell warn");
        Records.Eligible().Time("04-15 10:00", 1200).Service(visit).Assess().Answer("time.billed-visit").ShouldBe("met");
    }
}
