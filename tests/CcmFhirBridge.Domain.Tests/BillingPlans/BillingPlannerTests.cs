using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.BillingPlans;

public sealed class BillingPlannerTests
{
    private static Records Served => Records.Eligible().Time("04-15 10:00", 600).Time("04-14 10:00", 600, TestTenant.SecondNurse).Time("04-13 10:00", 600, TestTenant.Desk);

    [Fact]
    public void A_bill_carries_all_that_a_claim_needs()
    {
        var plan = BillingPlanner.Plan(Served.Assess());

        plan.Outcome.ShouldBe(Outcome.Bill);
        plan.Lines.ShouldHaveSingleItem().Code.ShouldBe("99490");
        plan.BillingPractitioner.ShouldBe(TestTenant.DrA);
        plan.CountedSeconds.ShouldBe(1200);
        plan.TimeEntries.Select(source => source.Id).ShouldBe(["t2", "t1"]);
        plan.Performers.ShouldBe([TestTenant.Nurse, TestTenant.SecondNurse]);
        plan.Diagnoses.Length.ShouldBe(2);
        plan.Consent!.Value.Key.ShouldBe("Consent/cons1");
        plan.CarePlan!.Value.Key.ShouldBe("CarePlan/plan1");
        plan.Coverage!.Value.Key.ShouldBe("Coverage/cov1");
        plan.RulePack.ShouldBe("test-pack@1");
        plan.TenantRevision.ShouldBe("sha256:test");
    }

    [Theory]
    [InlineData("of-coverage", "of-patient", "of-coverage")]
    [InlineData(null, "of-patient", "of-patient")]
    [InlineData("of-coverage", null, "of-coverage")]
    [InlineData(null, null, null)]
    public void The_member_is_the_one_of_the_coverage_that_pays_else_the_patients_own(string? coverage, string? patient, string? member) =>
        BillingPlanner.Plan(Served.With(record => record with { MemberKey = patient, Coverages = [record.Coverages[0] with { MemberKey = coverage }] }).Assess())
            .MemberKey.ShouldBe(member);

    [Fact]
    public void A_coverage_that_ended_names_no_member() =>
        BillingPlanner.Plan(Served.With(record => record with { Coverages = [record.Coverages[0] with { MemberKey = "of-coverage", End = Records.Day("2026-03-31") }] }).Assess())
            .MemberKey.ShouldBeNull();

    [Fact]
    public void A_held_month_plans_its_lines_and_a_blocked_one_none()
    {
        var held = BillingPlanner.Plan(Served.With(record => record with { OtherServices = [] }).Assess());
        (held.Outcome, held.Lines.Length).ShouldBe((Outcome.Hold, 1));

        var blocked = BillingPlanner.Plan(Served.With(record => record with { Consents = [] }).Assess());
        (blocked.Outcome, blocked.Lines.Length, blocked.BillingPractitioner).ShouldBe((Outcome.Block, 0, null));
    }
}
