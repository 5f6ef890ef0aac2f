using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

public sealed class ConditionAndPlanTests
{
    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Assessment Conditions(params ConditionRecord[] conditions) => Served.With(record => record with { Conditions = [.. conditions] }).Assess();

    private static Assessment Plans(params CcmCarePlan[] plans) => Served.With(record => record with { CarePlans = [.. plans] }).Assess();

    [Theory]
    [InlineData("E11.9 I10", "met")]
    [InlineData("E11.22 N18.31", "met")]
    [InlineData("E11.22", "not-met block")]
    [InlineData("E11.9 E11.22", "not-met block")]
    [InlineData("E11.9 J06.9", "not-met block")]
    [InlineData("E11.9 local-code", "cannot-tell hold")]
    [InlineData("local-code", "not-met block")]
    [InlineData("", "not-met block")]
    public void Two_distinct_groups_are_needed(string codes, string answer)
    {
        var list = codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Conditions([.. list.Select(code => Records.Condition("c-" + code, code))]).Answer("conditions.two-groups").ShouldBe(answer);
    }

    [Theory]
    [InlineData("E11.9 I10 N18.31", "The record shows 3 groups of active chronic conditions; 2 are needed.")]
    [InlineData("E11.9", "The record shows only 1 group of active chronic conditions; 2 are needed.")]
    [InlineData("", "The record shows only 0 groups of active chronic conditions; 2 are needed.")]
    [InlineData("E11.9 local-code", "The record shows 1 group of active chronic conditions; 2 are needed. The codes of other active conditions are not known to the rules.")]
    public void The_groups_that_were_found_stand_beside_those_that_are_needed(string codes, string message)
    {
        var list = codes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var assessment = Conditions([.. list.Select(code => Records.Condition("c-" + code, code))]);
        assessment.Findings.Single(finding => finding.Rule == "conditions.two-groups").Message.ShouldBe(message);
    }

    public static TheoryData<string, bool> Standings => new()
    {
        { "active", true }, { "recurrence", true }, { "relapse", true }, { "absent", true }, { "resolved", false }, { "inactive", false }, { "remission", false },
        { "unconfirmed", false }, { "refuted", false }, { "verification absent", true }, { "encounter", false },
        { "abated in March", false }, { "abated after the day", true }, { "onset on the last", true }, { "onset in May", false },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void Only_active_and_confirmed_conditions_count(string what, bool counts)
    {
        var second = Records.Condition("c2", "I10");
        second = what switch
        {
            "absent" => second with { ClinicalStatus = null },
            "unconfirmed" => second with { VerificationStatus = "unconfirmed" },
            "refuted" => second with { VerificationStatus = "refuted" },
            "verification absent" => second with { VerificationStatus = null },
            "encounter" => second with { Category = ConditionCategory.EncounterDiagnosis },
            "abated in March" => second with { Abatement = Records.Day("2026-03-31") },
            "abated after the day" => second with { Abatement = Records.Day("2026-04-29") },
            "onset on the last" => second with { Onset = Records.Day("2026-04-30") },
            "onset in May" => second with { Onset = Records.Day("2026-05-01") },
            _ => second with { ClinicalStatus = what },
        };
        Conditions(Records.Condition("c1", "E11.9"), second).Outcome.ShouldBe(counts ? Outcome.Bill : Outcome.Block);
    }

    [Fact]
    public void Encounter_diagnoses_count_by_policy() =>
        Served.With(record => record with { Conditions = [.. record.Conditions.Select(condition => condition with { Category = ConditionCategory.EncounterDiagnosis })] })
            .Assess(TestTenant.With(policy => policy with { CountEncounterDiagnoses = true })).Outcome.ShouldBe(Outcome.Bill);

    [Fact]
    public void A_group_without_a_billable_code_holds()
    {
        var assessment = Conditions(Records.Condition("c1", "E11.9"), Records.Condition("c2", "I50"));
        assessment.Answer("diagnoses.billable").ShouldBe("not-met hold");
        assessment.Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void Diagnoses_name_what_the_plan_addresses_first_and_each_group_before_a_second_code()
    {
        var assessment = Served.With(record => record with
        {
            Conditions = [Records.Condition("c-1", "E11.22"), Records.Condition("c-diabetes", "E11.9"), Records.Condition("c-3", "N18.31"), Records.Condition("c-pressure", "I10")],
        }).Assess();
        assessment.Diagnoses.Select(diagnosis => diagnosis.Code).ShouldBe(["E11.9", "I10", "N18.31", "E11.22"]);
    }

    [Fact]
    public void A_plan_has_to_be_active_dated_and_ours()
    {
        var plan = Records.Plan("2026-01-10");
        Plans(plan).Answer("care-plan.in-force").ShouldBe("met");
        Plans().Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { Status = "revoked" }).Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { Intent = "proposal" }).Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { Start = Records.Day("2026-05-01") }).Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { End = Records.Day("2026-03-31") }).Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { End = Records.Day("2026-04-13") }).Answer("care-plan.in-force").ShouldBe("not-met block");
        Plans(plan with { Start = null }).Answer("care-plan.in-force").ShouldBe("cannot-tell hold");
        Plans(plan with { Start = null, Created = Records.Day("2026-02-01") }).Answer("care-plan.in-force").ShouldBe("met");
    }

    [Fact]
    public void An_assess_plan_is_the_plan_only_where_something_says_so()
    {
        var bare = Records.Plan("2026-01-10") with { IsCcmCategory = false, Author = null, SharedAt = null, Attestation = null };
        Plans(bare).Answer("care-plan.in-force").ShouldBe("cannot-tell hold");
        Plans(bare with { Author = TestTenant.DrA }).Answer("care-plan.in-force").ShouldBe("met");
        Plans(bare with { SharedAt = Records.Day("2026-02-01") }).Answer("care-plan.in-force").ShouldBe("met");
    }

    [Fact]
    public void A_plan_that_was_not_shared_is_a_warning()
    {
        var assessment = Plans(Records.Plan("2026-01-10") with { SharedAt = null });
        assessment.Answer("care-plan.shared").ShouldBe("not-met warn");
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Next.ShouldContain(step => step.Rule == "care-plan.shared" && step.By == "clinical staff");
    }

    [Theory]
    [InlineData(AttestationPolicy.Explicit, "full", "met")]
    [InlineData(AttestationPolicy.Explicit, "missing", "not-met hold")]
    [InlineData(AttestationPolicy.Explicit, "denied", "not-met hold")]
    [InlineData(AttestationPolicy.Explicit, "by a nurse", "cannot-tell hold")]
    [InlineData(AttestationPolicy.Explicit, "half", "cannot-tell hold")]
    [InlineData(AttestationPolicy.CarePlan, "missing", "met")]
    [InlineData(AttestationPolicy.CarePlan, "plan addresses one", "not-met hold")]
    [InlineData(AttestationPolicy.CarePlan, "denied", "not-met hold")]      // a policy stands for what nobody said
    [InlineData(AttestationPolicy.CarePlan, "by a nurse", "met")]
    [InlineData(AttestationPolicy.Assumed, "missing", "met")]
    [InlineData(AttestationPolicy.Assumed, "denied", "not-met hold")]
    public void Duration_and_risk_are_attested_by_policy(AttestationPolicy attestation, string what, string answer)
    {
        var plan = Records.Plan("2026-01-10");
        var full = plan.Attestation!;
        plan = what switch
        {
            "full" => plan,
            "denied" => plan with { Attestation = full with { SignificantRisk = false } },
            "by a nurse" => plan with { Attestation = full with { Attester = TestTenant.Nurse } },
            "half" => plan with { Attestation = full with { ExpectedDuration = null } },
            "plan addresses one" => plan with { Attestation = null, Addresses = ["Condition/c-diabetes"] },
            _ => plan with { Attestation = null },
        };
        Served.With(record => record with { CarePlans = [plan] }).Assess(TestTenant.With(policy => policy with { Attestation = attestation }))
            .Answer("attestation.duration-and-risk").ShouldBe(answer);
    }

    [Fact]
    public void The_billing_practitioner_is_the_plans_author_then_the_general_practitioner_then_the_default()
    {
        var tenant = TestTenant.WithBilling(billing => billing with { DefaultPractitioner = "Practitioner/dr-default" });
        var records = Served.With(record => record with { GeneralPractitioners = [TestTenant.Nurse, TestTenant.DrB], CarePlans = [Records.Plan("2026-01-10")] });
        string? Billing() => records.Assess(tenant).BillingPractitioner?.Reference;

        Billing().ShouldBe("Practitioner/dr-a");
        records.With(record => record with { CarePlans = [record.CarePlans[0] with { Author = TestTenant.DrA with { Npi = null } }] });
        Billing().ShouldBe("Practitioner/dr-b");
        records.With(record => record with { GeneralPractitioners = [TestTenant.Nurse] });
        Billing().ShouldBe("Practitioner/dr-default");
        records.Assess().Answer("practitioner.npi").ShouldBe("not-met hold");
    }

    [Fact]
    public void Two_plans_of_different_practitioners_hold()
    {
        var other = Records.Plan("2026-01-10") with { Source = new SourceReference("CarePlan", "plan2"), Author = TestTenant.DrB };
        Plans(Records.Plan("2026-01-10"), other).Answer("practitioner.npi").ShouldBe("cannot-tell hold");
    }
}
