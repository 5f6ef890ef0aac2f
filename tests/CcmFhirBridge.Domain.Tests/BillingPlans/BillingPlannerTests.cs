using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
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

    [Theory]
    [InlineData(PracticeSetting.Professional, true)]
    [InlineData(PracticeSetting.HospitalOutpatient, true)]
    [InlineData(PracticeSetting.Rhc, false)]
    [InlineData(PracticeSetting.Fqhc, false)]
    public void Only_a_professional_claim_is_planned(PracticeSetting setting, bool planned)
    {
        var plan = BillingPlanner.Plan(Served.Assess(TestTenant.WithBilling(billing => billing with { Setting = setting, PlaceOfService = "22" }), TestRules.Clinic));
        (plan.Lines.Length, plan.BillingPractitioner is not null, plan.PlaceOfService).ShouldBe((planned ? 1 : 0, planned, "22"));
    }

    [Fact]
    public void Whoever_worked_is_named_once_in_one_order()
    {
        var twice = TestTenant.SecondNurse with { Npi = "1333333334" };
        var plan = BillingPlanner.Plan(Served.Time("04-16 10:00", 60, TestTenant.DrA).Time("04-17 10:00", 60, twice).Time("04-18 10:00", 60, TestTenant.Stranger).Assess());
        plan.Performers.Select(who => who.Reference).ShouldBe(["Practitioner/dr-a", "Practitioner/rn-s", "Practitioner/rn-t"]);
        plan.Performers[^1].Npi.ShouldBeNull();
        plan.CountedSeconds.ShouldBe(1320);
    }

    [Fact]
    public void A_month_that_is_not_billed_names_no_practitioner()
    {
        var none = BillingPlanner.Plan(Records.Eligible().Time("04-14 10:00", 60).Assess());
        (none.Outcome, none.Lines.Length, none.BillingPractitioner, none.CountedSeconds).ShouldBe((Outcome.None, 0, null, 60));
    }

    [Fact]
    public void An_entry_that_staff_and_practitioner_share_carries_the_bill()
    {
        var own = EntrySpan.Of(Records.Span("04-14 10:10", 600));
        var records = Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200)), [new Performer(TestTenant.Nurse, null), new Performer(TestTenant.DrA, own)]);
        var plan = BillingPlanner.Plan(records.Assess());
        (plan.CountedSeconds, plan.TimeEntries.Length, plan.Performers.Length).ShouldBe((1200, 1, 2));
    }
}
