using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>The one date of service: a day on which time, decision making, plan, conditions, consent and coverage stand together, or none (DESIGN §5).</summary>
public sealed class ServiceDayTests
{
    private static readonly HumanDecision PlanApproved = new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = DecisionKind.Approve,
        By = "biller",
        At = new DateTimeOffset(2026, 5, 3, 12, 0, 0, TimeSpan.Zero),
        Reason = "Looked at the chart.",
        Rules = ["care-plan.in-force"],
    };

    private static readonly CcmCarePlan ByTheNurse = Records.Plan("2026-01-10") with
    {
        Source = new SourceReference("CarePlan", "plan2"),
        IsCcmCategory = false,
        Author = TestTenant.Nurse,
        SharedAt = null,
        Attestation = null,
    };

    private static Records Month(string start, int seconds = 1200) => Records.Eligible().Time(start, seconds);

    private static DecisionMaking Decided(string day) => new(new SourceReference("Encounter", "mdm"), "moderate", Records.Day(day), [TestTenant.DrA]);

    private static PatientRecord Ending(PatientRecord record, string what, string day) => what switch
    {
        "coverage" => record with { Coverages = [record.Coverages[0] with { End = Records.Day(day) }] },
        "life" => record with { DiedAt = Records.Day(day) },
        _ => record with { Consents = [record.Consents[0] with { PeriodEnd = Records.Day(day) }] },
    };

    [Fact]
    public void What_is_missing_on_every_day_is_not_made_up_for_by_approving_a_doubtful_plan()
    {
        // Dead before the second condition began.
        var assessment = Month("04-08 10:00").With(record => Ending(record, "life", "2026-04-09") with
        {
            Conditions = [record.Conditions[0], record.Conditions[1] with { Onset = Records.Day("2026-04-12") }],
            CarePlans = [.. record.CarePlans, ByTheNurse],
            Decisions = [PlanApproved],
        }).Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(Outcome.Block);
        assessment.Lines.ShouldHaveSingleItem().DateOfService.ShouldBe(new DateOnly(2026, 4, 8));
        assessment.Says("care-plan.in-force").ShouldBe("not-met block: Care plan, conditions, consent and coverage stand together on no day after the time was reached. <CarePlan/plan1>");
        assessment.Decisions.ShouldHaveSingleItem().NotFollowed.ShouldNotBeNull();
    }

    [Fact]
    public void Nor_by_approving_a_plan_that_could_not_be_read()
    {
        var records = Month("04-08 10:00").With(record => Ending(record, "life", "2026-04-09") with
        {
            Conditions = [record.Conditions[0], record.Conditions[1] with { Onset = Records.Day("2026-04-12") }],
            CarePlans = [],
            Unread = ["CarePlan"],
            Decisions = [PlanApproved],
        });

        records.Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Block);
        records.Assess(rules: TestRules.Whole).Answer("care-plan.in-force").ShouldBe("not-met block");
        records.With(static record => record with { DiedAt = null, Decisions = [] }).Assess(rules: TestRules.Whole).Answer("care-plan.in-force").ShouldBe("cannot-tell hold");
    }

    [Fact]
    public void A_doubtful_plan_that_a_person_approves_bills_on_the_day_on_which_the_rest_stands()
    {
        var record = Month("04-08 10:00").With(record => record with
        {
            CarePlans = [ByTheNurse],
            Coverages = [record.Coverages[0] with { Start = Records.Day("2026-04-01") }],
            Conditions = [record.Conditions[0], record.Conditions[1] with { Onset = Records.Day("2026-04-12") }],
        });
        record.Assess(rules: TestRules.Whole, tenant: TestTenant.With(policy => policy with { Attestation = Domain.Tenants.AttestationPolicy.Assumed })).Answer("care-plan.in-force").ShouldBe("cannot-tell hold");

        var approved = record.With(record => record with { Decisions = [PlanApproved] })
            .Assess(rules: TestRules.Whole, tenant: TestTenant.With(policy => policy with { Attestation = Domain.Tenants.AttestationPolicy.Assumed }));

        approved.Outcome.ShouldBe(Outcome.Bill);
        approved.Lines.ShouldHaveSingleItem().DateOfService.ShouldBe(new DateOnly(2026, 4, 12));
    }

    [Theory]
    [InlineData("life", "2026-04-12", "99490×1 99439×2", "2026-04-08")]
    [InlineData("consent", "2026-04-12", "99490×1 99439×2", "2026-04-08")]
    [InlineData("coverage", "2026-04-12", "99490×1 99439×2", "2026-04-08")]
    [InlineData("coverage", "2026-04-19", "99490×1 99439×2", "2026-04-08")]
    [InlineData("coverage", "2026-04-20", "99487×1", "2026-04-20")]
    [InlineData("life", "2026-04-20", "99487×1", "2026-04-20")]
    public void Decision_making_after_the_patient_could_be_served_makes_no_month_complex(string ends, string day, string codes, string date)
    {
        var assessment = Month("04-08 10:00", 3900).With(record => Ending(record, ends, day) with { DecisionMakings = [Decided("2026-04-20")] }).Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(Outcome.Bill, string.Join(' ', assessment.Failed()));
        assessment.Codes().ShouldBe(codes);
        assessment.Lines.ShouldAllBe(line => line.DateOfService == DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2026-04-20", "active", Outcome.Bill, "E11.9 I10")]   // it stood on the day of the time
    [InlineData("2026-04-14", "active", Outcome.Bill, "E11.9 I10")]
    [InlineData("2026-04-13", "active", Outcome.Hold, "E11.9")]        // the month is not lost, and the claim says nothing that is not so
    [InlineData("2026-04-01", null, Outcome.Hold, "E11.9")]
    [InlineData("2026-03-31", "active", Outcome.Block, "E11.9")]
    public void A_condition_that_ended_before_the_day_is_not_on_the_claim(string abated, string? status, Outcome outcome, string diagnoses)
    {
        var assessment = Month("04-14 10:00").With(record => record with
        {
            Conditions = [record.Conditions[0], record.Conditions[1] with { ClinicalStatus = status, Abatement = Records.Day(abated) }],
        }).Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(outcome);
        string.Join(' ', assessment.Diagnoses.Select(diagnosis => diagnosis.Code)).ShouldBe(diagnoses);
        assessment.Answer("diagnoses.billable").ShouldBe(outcome == Outcome.Bill ? "met" : "not-met hold");
    }

    [Fact]
    public void A_third_condition_that_ended_is_not_on_the_claim()
    {
        var assessment = Month("04-14 10:00").With(record => record with
        {
            Conditions = [.. record.Conditions, Records.Condition("c-lung", "J44.9") with { Abatement = Records.Day("2026-04-13") }],
        }).Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Diagnoses.ShouldNotContain(diagnosis => diagnosis.Code == "J44.9");
    }

    [Fact]
    public void Parts_of_seconds_that_only_together_reach_a_floor_have_their_day()
    {
        var half = TimeSpan.FromMilliseconds(500);
        var start = Records.Local("04-14 10:00");
        var assessment = Records.Eligible()
            .Entry(EntrySpan.Of(new Domain.Periods.Interval(start, start.AddSeconds(1199) + half)), [new Performer(TestTenant.Nurse, null)])
            .Entry(EntrySpan.Of(new Domain.Periods.Interval(start.AddHours(2), start.AddHours(2) + half)), [new Performer(TestTenant.DrA, null)])
            .Assess(rules: TestRules.Whole, tenant: TestTenant.With(policy => policy with { PoolPractitionerTime = true }));

        assessment.Codes().ShouldBe("99490×1");
        assessment.Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 14));
    }

    [Fact]
    public void Without_any_consent_decision_making_still_makes_the_month_complex_that_is_blocked()
    {
        var assessment = Month("04-08 10:00", 3900).With(static record => record with { Consents = [], DecisionMakings = [Decided("2026-04-20")] }).Assess(rules: TestRules.Whole);
        (assessment.Outcome, assessment.Codes()).ShouldBe((Outcome.Block, "99487×1"));
    }

    [Fact]
    public void A_plan_of_a_type_that_is_not_read_whole_moves_no_day() =>
        Month("04-14 10:00").With(static record => record with { CarePlans = [Records.Plan("2026-04-20")], Unread = ["CarePlan"] })
            .Assess(rules: TestRules.Whole).Lines.ShouldHaveSingleItem().DateOfService.ShouldBe(new DateOnly(2026, 4, 14));

    [Fact]
    public void Of_a_month_that_bills_nothing_the_plan_of_its_last_day_is_looked_at() =>
        Records.Eligible().With(static record => record with
        {
            CarePlans = [Records.Plan("2026-01-10") with { End = Records.Day("2026-04-10") }, Records.Plan("2026-04-11") with { Source = new SourceReference("CarePlan", "plan2"), SharedAt = null }],
        }).Assess().Says("care-plan.shared").ShouldEndWith("<CarePlan/plan2>");
}
