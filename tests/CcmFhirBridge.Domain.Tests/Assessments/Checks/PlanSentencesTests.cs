using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What a biller reads about conditions, attestation and care plan.</summary>
public sealed class PlanSentencesTests
{
    private static readonly Tenant ByPlan = TestTenant.With(policy => policy with { Attestation = AttestationPolicy.CarePlan });
    private static readonly Tenant Assumed = TestTenant.With(policy => policy with { Attestation = AttestationPolicy.Assumed });

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static CcmCarePlan Plan => Records.Plan("2026-01-10");

    private static DurationRiskAttestation Full => Plan.Attestation!;

    private static CcmCarePlan Second(DurationRiskAttestation? attestation) => Plan with
    {
        Source = new SourceReference("CarePlan", "plan2"),
        Attestation = attestation is null ? null : attestation with { Source = new SourceReference("CarePlan", "plan2") },
    };

    private static Assessment Conditions(params ConditionRecord[] conditions) => Served.With(record => record with { Conditions = [.. conditions] }).Assess();

    private static Assessment Plans(params CcmCarePlan[] plans) => Served.With(record => record with { CarePlans = [.. plans] }).Assess();

    private static Assessment NoRules => Assessor.Assess(Served.Record, null, TestTenant.Lakeside, Records.April, "0.1.0");

    private static Assessment Recorded(bool? lasts, bool? risk, string by = "Practitioner/dr-a") => Served.With(record => record with
    {
        CarePlans = [Plan with { Attestation = null }],
        Decisions =
        [
            new HumanDecision
            {
                Patient = "Patient/p1", Month = Records.April, Kind = DecisionKind.AttestRisk, By = "biller", At = Records.Local("05-02 10:00"), Reason = "Asked.",
                Practitioner = by, ExpectedDuration = lasts, SignificantRisk = risk,
            },
        ],
    }).Assess();

    private static readonly Sentences Said = new()
    {
        { "conditions.two-groups", "two", () => Served.Assess(), "met: The record shows 2 groups of active chronic conditions; 2 are needed. <Condition/c-diabetes Condition/c-pressure>" },
        {
            "conditions.two-groups", "one without a status", () => Conditions(Records.Condition("c2", "I10") with { ClinicalStatus = null }, Records.Condition("c1", "E11.9")),
            "met: The record shows 2 groups of active chronic conditions; 2 are needed. A condition without a clinical status is read as active. <Condition/c1 Condition/c2>"
        },
        {
            "conditions.two-groups", "one and a cold", () => Conditions(Records.Condition("c1", "E11.9"), Records.Condition("c2", "J06.9")),
            "not-met block: The record shows only 1 group of active chronic conditions; 2 are needed. <Condition/c1>"
        },
        {
            "conditions.two-groups", "one and two unknown", () => Conditions(Records.Condition("c3", "local-b"), Records.Condition("c1", "E11.9"), Records.Condition("c2", "local-a")),
            "cannot-tell hold: The record shows 1 group of active chronic conditions; 2 are needed. The codes of other active conditions are not known to the rules. <Condition/c2 Condition/c3>"
        },
        { "conditions.two-groups", "no rules", () => NoRules, "cannot-tell hold: Without rules in force conditions cannot be told to be chronic." },
        { "diagnoses.billable", "two", () => Served.Assess(), "met: Enough conditions carry a billable diagnosis code. <Condition/c-diabetes Condition/c-pressure>" },
        {
            "diagnoses.billable", "one has no code for a claim", () => Conditions(Records.Condition("c1", "E11.9"), Records.Condition("c2", "I50")),
            "not-met hold: Too few of the chronic conditions carry a diagnosis code that a claim can hold. <Condition/c1 Condition/c2>"
        },
        { "diagnoses.billable", "no rules", () => NoRules, "cannot-tell hold: Without rules in force no diagnosis can be chosen." },
        { "attestation.duration-and-risk", "on the plan", () => Plans(Plan), "met: A practitioner who can bill attested expected duration and significant risk. <CarePlan/plan1>" },
        { "attestation.duration-and-risk", "assumed", () => Served.Assess(Assumed), "met: Duration and risk are assumed by the practice's policy." },
        {
            "attestation.duration-and-risk", "plan covers the groups", () => Served.With(record => record with { CarePlans = [Second(null), Plan with { Attestation = null }] }).Assess(ByPlan),
            "met: The billing practitioner's active plan addresses enough of the groups. <CarePlan/plan1>"
        },
        {
            "attestation.duration-and-risk", "plan covers one group twice", () => Served.With(record => record with
            {
                CarePlans = [Plan with { Attestation = null, Addresses = ["Condition/c-diabetes", "Condition/c3"] }],
                Conditions = [.. record.Conditions, Records.Condition("c3", "E11.22")],
            }).Assess(ByPlan),
            "not-met hold: Expected duration and significant risk are not attested."
        },
        {
            "attestation.duration-and-risk", "another practitioner's plan covers", () => Served.With(record => record with
            {
                CarePlans = [Plan with { Attestation = null, Author = TestTenant.DrB with { Npi = null } }],
            }).Assess(ByPlan),
            "not-met hold: Expected duration and significant risk are not attested."
        },
        {
            "attestation.duration-and-risk", "plan of last year covers", () => Served.With(record => record with { CarePlans = [Plan with { Attestation = null, End = Records.Day("2026-03-31") }] }).Assess(ByPlan),
            "not-met hold: Expected duration and significant risk are not attested."
        },
        {
            "attestation.duration-and-risk", "policy of the plan, nobody bills", () => Served.With(record => record with { GeneralPractitioners = [], CarePlans = [Plan with { Author = null }] }).Assess(ByPlan),
            "met: A practitioner who can bill attested expected duration and significant risk. <CarePlan/plan1>"
        },
        { "attestation.duration-and-risk", "missing", () => Plans(Plan with { Attestation = null }), "not-met hold: Expected duration and significant risk are not attested." },
        { "attestation.duration-and-risk", "on a plan that ended", () => Plans(Plan with { End = Records.Day("2026-03-31") }), "not-met hold: Expected duration and significant risk are not attested." },
        {
            "attestation.duration-and-risk", "duration denied", () => Plans(Plan with { Attestation = Full with { ExpectedDuration = false, SignificantRisk = null } }),
            "not-met hold: An attestation denies expected duration or significant risk. <CarePlan/plan1>"
        },
        {
            "attestation.duration-and-risk", "risk denied elsewhere on the same day", () => Plans(Second(Full with { SignificantRisk = false }), Plan),
            "not-met hold: An attestation denies expected duration or significant risk. <CarePlan/plan1 CarePlan/plan2>"
        },
        {
            "attestation.duration-and-risk", "denied before", () => Plans(Plan, Second(Full with { SignificantRisk = false, Date = Records.Day("2026-01-09") })),
            "met: A practitioner who can bill attested expected duration and significant risk. <CarePlan/plan1>"
        },
        {
            "attestation.duration-and-risk", "denied on an unknown day", () => Plans(Plan, Second(Full with { SignificantRisk = false, Date = null })),
            "not-met hold: An attestation denies expected duration or significant risk. <CarePlan/plan1 CarePlan/plan2>"
        },
        {
            "attestation.duration-and-risk", "without a day", () => Plans(Plan with { Attestation = Full with { Date = null } }),
            "cannot-tell hold: The attestation is incomplete or does not name somebody who can bill. <CarePlan/plan1>"
        },
        {
            "attestation.duration-and-risk", "of duration only", () => Plans(Plan with { Attestation = Full with { SignificantRisk = null } }),
            "cannot-tell hold: The attestation is incomplete or does not name somebody who can bill. <CarePlan/plan1>"
        },
        {
            "attestation.duration-and-risk", "by nobody", () => Plans(Plan with { Attestation = Full with { Attester = null } }),
            "cannot-tell hold: The attestation is incomplete or does not name somebody who can bill. <CarePlan/plan1>"
        },
        { "attestation.duration-and-risk", "recorded, the first of two in order", () => Plans(Second(Full), Plan), "met: A practitioner who can bill attested expected duration and significant risk. <CarePlan/plan1>" },
        { "care-plan.in-force", "stands", () => Plans(Plan), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.in-force", "ends on the day of the time", () => Plans(Plan with { End = Records.Day("2026-04-14") }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.in-force", "an order", () => Plans(Plan with { Intent = "order" }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.in-force", "one of two, the other ended", () => Plans(Plan with { End = Records.Day("2026-04-10") }, Second(null)), "met: A care plan stands on the date of service. <CarePlan/plan2>" },
        { "care-plan.in-force", "no start, written in May", () => Plans(Plan with { Start = null, Created = Records.Day("2026-05-01") }), "not-met block: No active care plan for chronic care management stands in the month. <CarePlan/plan1>" },
        { "care-plan.in-force", "two without a start", () => Plans(Second(null) with { Start = null }, Plan with { Start = null }), "cannot-tell hold: The care plan does not say from when it stands. <CarePlan/plan1>" },
        {
            "care-plan.in-force", "ended and revoked", () => Plans(Second(null) with { End = Records.Day("2026-03-31") }, Plan with { Status = "revoked" }),
            "not-met block: No active care plan for chronic care management stands in the month. <CarePlan/plan1 CarePlan/plan2>"
        },
        { "care-plan.in-force", "none", () => Plans(), "not-met block: No active care plan for chronic care management stands in the month." },
        {
            "care-plan.in-force", "ended before the time", () => Plans(Plan with { End = Records.Day("2026-04-13") }),
            "not-met block: Care plan, conditions, consent and coverage stand together on no day after the time was reached. <CarePlan/plan1>"
        },
        {
            "care-plan.in-force", "ended before the time, another without a start", () => Plans(Plan with { End = Records.Day("2026-04-13") }, Second(null) with { Start = null }),
            "cannot-tell hold: The care plan does not say from when it stands. <CarePlan/plan2>"
        },
        {
            "care-plan.in-force", "some plan", () => Plans(Plan with { IsCcmCategory = false, Author = null, SharedAt = null, Attestation = null }),
            "cannot-tell hold: An active plan exists, but nothing says that it is the comprehensive plan for chronic care management. <CarePlan/plan1>"
        },
        { "care-plan.in-force", "some plan of a nurse", () => Plans(Plan with { IsCcmCategory = false, Author = TestTenant.Nurse, SharedAt = null, Attestation = null }),
            "cannot-tell hold: An active plan exists, but nothing says that it is the comprehensive plan for chronic care management. <CarePlan/plan1>" },
        { "care-plan.in-force", "some plan with an attestation", () => Plans(Plan with { IsCcmCategory = false, Author = null, SharedAt = null }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.in-force", "no start", () => Plans(Plan with { Start = null }), "cannot-tell hold: The care plan does not say from when it stands. <CarePlan/plan1>" },
        {
            "care-plan.in-force", "unreadable date", () => Served.With(record => record with
            {
                CarePlans = [Plan],
                Gaps = [new RecordGap("gap.date-unreadable", Plan.Source, "$.period.end", "The date cannot be read.")],
            }).Assess(),
            "cannot-tell hold: A date of the care plan cannot be read, so when it stands cannot be told. <CarePlan/plan1>"
        },
        { "care-plan.in-force", "from this April", () => Plans(Plan with { Start = Moment.In(Records.April) }), "cannot-tell hold: The care plan does not say on which day it begins or ends. <CarePlan/plan1>" },
        { "care-plan.in-force", "until this April", () => Plans(Plan with { End = Moment.In(Records.April) }), "cannot-tell hold: The care plan does not say on which day it begins or ends. <CarePlan/plan1>" },
        { "care-plan.in-force", "created this year", () => Plans(Plan with { Created = Moment.InYear(2026) }), "cannot-tell hold: The care plan does not say on which day it begins or ends. <CarePlan/plan1>" },
        { "care-plan.in-force", "from last March", () => Plans(Plan with { Start = Moment.In(Records.April.Previous) }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.in-force", "until May", () => Plans(Plan with { End = Moment.In(Records.April.Next) }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        {
            "care-plan.in-force", "written in May", () => Plans(Plan with { Created = Records.Day("2026-05-01") }),
            "cannot-tell hold: The care plan was written down after the month for an earlier start. <CarePlan/plan1>"
        },
        { "care-plan.in-force", "written on the last day", () => Plans(Plan with { Created = Records.Day("2026-04-30") }), "met: A care plan stands on the date of service. <CarePlan/plan1>" },
        { "care-plan.shared", "given", () => Plans(Plan), "met: A copy of the plan was given to the patient. <CarePlan/plan1>" },
        { "care-plan.shared", "not said", () => Plans(Plan with { SharedAt = null }), "not-met warn: The record does not show that a copy of the plan was given to the patient. <CarePlan/plan1>" },
        { "care-plan.shared", "no plan", () => Plans(), "cannot-tell warn: There is no care plan that could have been given to the patient." },
    };

    public static TheoryData<string> Cases => Said.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_answer_is_said_with_what_it_rests_on(string what) => Said.Check(what);

    [Theory]
    [InlineData(true, true, "Practitioner/dr-a", "met: A practitioner who can bill attested expected duration and significant risk.")]
    [InlineData(false, true, "Practitioner/dr-a", "not-met hold: An attestation denies expected duration or significant risk.")]
    [InlineData(true, true, "Practitioner/dr-b", "cannot-tell hold: The attestation is incomplete or does not name somebody who can bill.")]
    [InlineData(true, null, "Practitioner/dr-a", "not-met hold: Expected duration and significant risk are not attested.")]     // answers half: no attestation at all
    public void An_attestation_recorded_with_us_rests_on_the_decision(bool? lasts, bool? risk, string by, string says)
    {
        var assessment = Recorded(lasts, risk, by);
        var decision = assessment.Decisions.ShouldHaveSingleItem().Decision;
        assessment.Says("attestation.duration-and-risk").ShouldBe(says + (risk is null ? "" : $" <Decision/{decision.Id}>"));
    }

    [Theory]
    [InlineData("2026-01-10", null, "2026-04-14")]
    [InlineData("2026-04-14", "2026-04-20", "2026-04-20")]      // not before it was written
    [InlineData("2026-04-20", "2026-04-14", "2026-04-20")]      // nor before it says
    [InlineData(null, "2026-04-20", "2026-04-20")]
    public void A_plan_stands_from_when_it_says_so_and_not_before_it_was_written(string? start, string? created, string day) =>
        Plans(Plan with { Start = start is null ? null : Records.Day(start), Created = created is null ? null : Records.Day(created) })
            .Lines[0].DateOfService.ShouldBe(DateOnly.Parse(day, null));

    [Fact]
    public void Of_several_plans_the_one_that_stands_on_the_day_is_named()
    {
        var early = Plan with { End = Records.Day("2026-04-10") };
        var late = Second(Full) with { Start = Records.Day("2026-04-12") };
        Plans(late, early).CarePlan.ShouldBe(late.Source);
        Plans(Second(Full), Plan with { End = Records.Day("2026-04-20") }).CarePlan.ShouldBe(Second(Full).Source);      // of the same day, the longer
        Plans(Second(Full), Plan).CarePlan.ShouldBe(Plan.Source);                                                        // of the same days, the first
        Plans(Plan, Second(Full) with { Start = Records.Day("2026-01-01") }).CarePlan.ShouldBe(Second(Full).Source);      // of two, the earlier
        Plans(early).CarePlan.ShouldBe(early.Source);
        Plans(Plan with { End = Records.Day("2026-04-13") }).Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 14));   // none stands: the day of the time
    }

    [Fact]
    public void A_condition_that_begins_within_the_month_counts_from_its_day()
    {
        var later = Records.Condition("c2", "I10") with { Onset = Records.Day("2026-04-20") };
        var assessment = Conditions(Records.Condition("c1", "E11.9"), later);
        assessment.Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 20));
        assessment.Diagnoses.Length.ShouldBe(2);
        Conditions(Records.Condition("c1", "E11.9"), later with { Onset = Records.Day("2026-04-14") }).Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 14));
    }

    [Fact]
    public void A_claim_names_each_code_once_and_those_that_the_plan_addresses_first()
    {
        Conditions(Records.Condition("c-pressure", "I10"), Records.Condition("c2", "E11.9"), Records.Condition("c1", "E11.9"), Records.Condition("c3", "E11.22"))
            .Diagnoses.Select(diagnosis => $"{diagnosis.Code} {diagnosis.Source.Id}").ShouldBe(["I10 c-pressure", "E11.22 c3", "E11.9 c1"]);
    }
}
