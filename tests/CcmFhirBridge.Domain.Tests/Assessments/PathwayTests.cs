using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
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
    [InlineData(1200, 1800, true, "99490×1 99439×1", 1800)]
    [InlineData(0, 1800, true, "99490×1", 1800)]
    [InlineData(1200, 1800, false, "99490×1", 0)]
    [InlineData(0, 1800, false, "", 0)]
    public void In_a_month_without_a_code_of_their_own_the_practitioners_time_is_pooled(int staff, int own, bool pool, string codes, int pooled)
    {
        var assessment = Month(staff, own).Assess(TestTenant.With(policy => policy with { PoolPractitionerTime = pool }));
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("pathway.choice").ShouldBe("met");
        assessment.Time.Pooled.ShouldBe(pooled);
    }

    [Theory]
    //          staff  own   mdm    codes              pathways that stand as well
    [InlineData(3599, 0, true, "99490×1 99439×1", "")]
    [InlineData(3600, 0, false, "99490×1 99439×2", "")]
    [InlineData(3600, 0, true, "99487×1", "staff")]
    [InlineData(5400, 0, true, "99487×1 99489×1", "staff")]
    [InlineData(3599, 1799, true, "99490×1 99439×2", "")]           // pooled time lengthens what the staff's own time chose
    [InlineData(1199, 1799, true, "99490×1 99439×1", "")]
    [InlineData(3600, 1799, true, "99487×1", "staff")]
    [InlineData(3601, 1799, true, "99487×1 99489×1", "staff")]
    [InlineData(0, 1799, false, "99490×1", "")]
    [InlineData(0, 1800, false, "99491×1", "staff")]
    [InlineData(1199, 1800, false, "99491×1", "staff")]
    [InlineData(600, 3600, true, "99491×1 99437×1", "complex staff")]
    [InlineData(1200, 1800, false, "99490×1", "practitioner")]
    [InlineData(3600, 1800, true, "99487×1", "staff practitioner")]
    public void The_time_chooses_the_pathway_and_names_what_else_stands(int staff, int own, bool decisionMaking, string codes, string others)
    {
        var month = Month(staff, own);
        var assessment = (decisionMaking ? Moderate(month) : month).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        string.Join(' ', assessment.Alternatives.Select(other => other.Pathway)).ShouldBe(others);
        assessment.Alternatives.ShouldAllBe(other => other.Reason.Length > 0 && other.Lines.Length > 0);
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
    //          an old plan with its revision, the start and the end of a second one
    [InlineData(null, "2026-04-02", null, "met")]
    [InlineData(null, "2026-04-16", null, "met")]                       // the date of service
    [InlineData(null, "2026-04-17", null, "not-met hold")]
    [InlineData(null, "2026-04-02", "2026-04-15", "not-met hold")]      // ended before it
    [InlineData(null, "2026-02-02", null, "not-met hold")]
    [InlineData("2026-04-05", "2026-02-02", null, "met")]
    public void Read_strictly_any_plan_that_stands_on_the_date_of_service_may_be_the_new_or_revised_one(string? revised, string start, string? end, string answer)
    {
        var old = Records.Plan("2026-01-10") with { RevisedAt = revised is null ? null : Records.Day(revised) };
        var second = Records.Plan(start) with { Source = new SourceReference("CarePlan", "plan2"), End = end is null ? null : Records.Day(end) };
        foreach (var plans in new[] { new[] { old, second }, [second, old] })
        {
            Moderate(Month(3600, 0)).With(record => record with { CarePlans = [.. plans] })
                .Assess(TestTenant.With(policy => policy with { StrictComplexPlanRevision = true }), TestRules.WithComplex).Answer("pathway.choice").ShouldBe(answer);
        }
    }

    [Theory]
    [InlineData(PathwayPolicy.Ask, "99490×1", Outcome.Hold, "practitioner")]
    [InlineData(PathwayPolicy.Staff, "99490×1", Outcome.Bill, "practitioner")]
    [InlineData(PathwayPolicy.Practitioner, "99491×1", Outcome.Bill, "staff")]
    public void Where_both_stand_the_policy_chooses_and_the_other_is_an_alternative(PathwayPolicy choice, string codes, Outcome outcome, string other)
    {
        var tenant = TestTenant.With(policy => policy with { Pathway = choice });
        var assessment = Month(1200, 1800).Assess(tenant, TestRules.WithPractitioner);
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Alternatives.ShouldHaveSingleItem().Pathway.ShouldBe(other);
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

    [Fact]
    public void What_the_edit_of_an_earlier_month_was_cannot_be_told()
    {
        var addOn = TestRules.AddOn99437 with { MedicallyUnlikelySince = new DateOnly(2026, 5, 1) };
        var rules = TestRules.WithPractitioner with { Codes = [TestRules.Base99490, TestRules.AddOn99439, TestRules.Base99491, addOn] };
        Month(0, 7200).Assess(rules: rules).Answer("units.mue").ShouldBe("cannot-tell hold");
        Month(0, 5400).Assess(rules: rules).Answer("units.mue").ShouldBe("met");
    }

    [Theory]
    [InlineData(10_800, "99487×1 99489×4", "met", Outcome.Bill)]
    [InlineData(12_600, "99487×1 99489×5", "not-met warn", Outcome.Bill)]
    public void Units_that_are_rare_are_said_and_billed(int staff, string codes, string answer, Outcome outcome)
    {
        var assessment = Moderate(Month(staff, 0)).Assess(TestTenant.With(policy => policy with { LongestEntryMinutes = 1440 }), TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        assessment.Answer("units.mue").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Until_2019_complex_needs_a_plan_established_or_revised_in_the_month_whatever_the_policy()
    {
        var rules = TestRules.WithComplex with { ComplexPlanRevisionRequired = true };
        Moderate(Month(3600, 0)).Assess(rules: rules).Answer("pathway.choice").ShouldBe("not-met hold");
    }

    [Theory]
    [InlineData(PracticeSetting.Rhc, 600, 600, "G0511×1", "")]
    [InlineData(PracticeSetting.Fqhc, 1200, 1800, "G0511×1", "staff practitioner")]
    [InlineData(PracticeSetting.Rhc, 600, 599, "", "")]
    public void A_clinic_reports_its_bundle_and_no_professional_claim_is_planned(PracticeSetting setting, int staff, int own, string codes, string others)
    {
        var tenant = TestTenant.WithBilling(billing => billing with { Setting = setting }) with { Policy = new TenantPolicy { PoolPractitionerTime = false } };
        var assessment = Month(staff, own).Assess(tenant, TestRules.Clinic);
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(codes.Length == 0 ? Outcome.None : Outcome.Hold);
        assessment.Answer("rules.in-force").ShouldBe("cannot-tell hold");
        string.Join(' ', assessment.Alternatives.Select(other => other.Pathway)).ShouldBe(others);
        BillingPlanner.Plan(assessment).Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_professional_setting_never_reports_the_clinics_bundle() =>
        Month(1200, 0).Assess(rules: TestRules.Clinic).Codes().ShouldBe("99490×1");

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
