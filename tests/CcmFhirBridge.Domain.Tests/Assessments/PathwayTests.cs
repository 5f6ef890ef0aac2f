using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments;

public sealed class PathwayTests
{
    private static Records Month(int staffSeconds, int practitionerSeconds) =>
        Records.Eligible().Time("04-14 10:00", staffSeconds).Time("04-15 10:00", practitionerSeconds, TestTenant.DrA);

    private static Records Moderate(Records records) => records.With(record => record with
    {
        DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "moderate", Records.Day("2026-04-16"), [TestTenant.DrA])],
    });

    [Theory]
    //          staff  own   pool   codes               pooled outcome
    [InlineData(600, 600, true, "99490×1", 600, Outcome.Bill)]
    [InlineData(600, 600, false, "", 0, Outcome.None)]
    [InlineData(1200, 1200, true, "99490×1 99439×1", 1200, Outcome.Bill)]
    [InlineData(1200, 1200, false, "99490×1", 0, Outcome.Bill)]
    [InlineData(0, 1799, true, "99490×1", 1799, Outcome.Bill)]
    public void The_practitioners_time_short_of_their_own_code_is_added_to_the_staffs(int staff, int own, bool pool, string codes, int pooled, Outcome outcome)
    {
        var assessment = Month(staff, own).Assess(TestTenant.With(policy => policy with { PoolPractitionerTime = pool }));
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Time.Pooled.ShouldBe(pooled);
        (assessment.Time.ClinicalStaff, assessment.Time.Practitioner).ShouldBe((staff, own));
    }

    [Theory]
    [InlineData(1200, 1800, "99490×1")]
    [InlineData(0, 1800, "99490×1")]
    [InlineData(2400, 3600, "99490×1 99439×1")]
    public void A_month_that_needs_a_code_that_is_not_loaded_is_held_with_the_staff_lines(int staff, int own, string codes)
    {
        var assessment = Month(staff, own).Assess();
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("pathway.choice").ShouldBe("cannot-tell hold");
        assessment.Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void Practitioner_time_that_is_not_pooled_and_whose_code_is_not_loaded_is_held_without_lines()
    {
        var assessment = Month(0, 1800).Assess(TestTenant.With(policy => policy with { PoolPractitionerTime = false }));
        assessment.Lines.ShouldBeEmpty();
        assessment.Outcome.ShouldBe(Outcome.Hold);
    }

    [Theory]
    [InlineData(3600, "cannot-tell hold", Outcome.Hold)]
    [InlineData(3599, "met", Outcome.Bill)]
    public void Decision_making_and_sixty_minutes_hold_while_the_complex_code_is_not_loaded(int seconds, string answer, Outcome outcome)
    {
        var assessment = Moderate(Month(seconds, 0)).Assess();
        assessment.Answer("pathway.choice").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Complex_is_chosen_where_its_code_is_loaded_and_waits_for_the_decision_making()
    {
        var lines = Moderate(Month(3600, 0)).Assess(rules: TestRules.WithComplex).Lines;
        (lines.Single().Code, lines.Single().DateOfService).ShouldBe(("99487", new DateOnly(2026, 4, 16)));
    }

    [Theory]
    [InlineData("2026-01-10", null, "not-met hold")]
    [InlineData("2026-01-10", "2026-04-05", "met")]
    [InlineData("2026-04-02", null, "met")]
    public void Complex_read_strictly_needs_a_plan_established_or_revised_in_the_month(string start, string? revised, string answer)
    {
        var records = Moderate(Month(3600, 0)).With(record => record with { CarePlans = [Records.Plan(start) with { RevisedAt = revised is null ? null : Records.Day(revised) }] });
        records.Assess(TestTenant.With(policy => policy with { StrictComplexPlanRevision = true }), TestRules.WithComplex).Answer("pathway.choice").ShouldBe(answer);
    }

    [Theory]
    [InlineData(PathwayPolicy.Ask, "99490×1", Outcome.Hold, "practitioner")]
    [InlineData(PathwayPolicy.Staff, "99490×1", Outcome.Bill, null)]
    [InlineData(PathwayPolicy.Practitioner, "99491×1", Outcome.Bill, "staff")]
    public void Where_both_stand_the_policy_chooses_and_the_other_is_an_alternative(PathwayPolicy choice, string codes, Outcome outcome, string? other)
    {
        var tenant = TestTenant.With(policy => policy with { Pathway = choice });
        var assessment = Month(1200, 1800).Assess(tenant, TestRules.WithPractitioner);
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Alternatives.SingleOrDefault()?.Pathway.ShouldBe(other);
        assessment.Alternatives.Length.ShouldBe(other is null ? 0 : 1);
        assessment.Time.Pooled.ShouldBe(0);
    }

    [Theory]
    [InlineData(5400, "99491×1 99437×2", "met")]
    [InlineData(7200, "99491×1 99437×3", "not-met hold")]
    public void More_units_than_the_edits_let_pass_are_held_not_cut(int own, string codes, string answer)
    {
        var assessment = Month(0, own).Assess(rules: TestRules.WithPractitioner);
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("units.mue").ShouldBe(answer);
    }

    [Theory]
    [InlineData(true, true, "met", Outcome.Bill)]
    [InlineData(false, true, "not-met warn", Outcome.Bill)]
    [InlineData(false, false, "cannot-tell hold", Outcome.Hold)]
    public void A_missing_charge_is_said_and_a_line_without_any_money_is_held(bool charged, bool priced, string answer, Outcome outcome)
    {
        var tenant = TestTenant.WithBilling(billing => charged ? billing : billing with { Charges = billing.Charges.Clear() });
        var rules = priced ? TestRules.StaffOnly : TestRules.StaffOnly with { Codes = [TestRules.Base99490 with { AmountNonFacility = null }] };
        var assessment = Month(1200, 0).Assess(tenant, rules);
        assessment.Answer("charge.schedule").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Lines[0].Charge.ShouldBe(charged ? 125.00m : priced ? 66.13m : null);
    }
}
