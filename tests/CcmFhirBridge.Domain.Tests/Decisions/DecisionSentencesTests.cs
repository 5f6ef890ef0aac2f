using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Decisions;

/// <summary>What a person reads whose decision lacks something, or cannot be followed.</summary>
public sealed class DecisionSentencesTests
{
    private static HumanDecision Decide(DecisionKind kind, int day = 1) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = kind,
        By = "biller",
        At = new DateTimeOffset(2026, 5, day, 12, 0, 0, TimeSpan.Zero),
        Reason = "Looked at the chart.",
    };

    private static HumanDecision Approve(params string[] rules) => Decide(DecisionKind.Approve) with { Rules = [.. rules] };

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Records Both => Served.Time("04-15 10:00", 1800, TestTenant.DrA);

    private static Assessment With(Records records, RulesInForce rules, params HumanDecision[] decisions) => records.With(record => record with { Decisions = [.. decisions] }).Assess(rules: rules);

    private static HumanDecision Named(DecisionKind kind) => Decide(kind) with { Practitioner = "Practitioner/dr-a", Day = new DateOnly(2026, 4, 20), Level = "high", ExpectedDuration = true, SignificantRisk = true };

    public static TheoryData<string, string?> Lacking => new()
    {
        { "by", "A decision says who made it: fill in 'by'." },
        { "reason", "A decision says why: fill in 'reason'." },
        { "rules", "An approval names the rules whose holds it lifts: fill in 'rules'." },
        { "units", "Lowering units names a code and 1 or more units: fill in 'code' and 'units', or withhold the code." },
        { "no units", "Lowering units names a code and 1 or more units: fill in 'code' and 'units', or withhold the code." },
        { "units of no code", "Lowering units names a code and 1 or more units: fill in 'code' and 'units', or withhold the code." },
        { "one unit", null },
        { "code", "Withholding names a code: fill in 'code'." },
        { "pathway", "A pathway is staff, practitioner or complex: fill in 'pathway'." },
        { "pathway staff", null },
        { "pathway practitioner", null },
        { "pathway complex", null },
        { "practitioner", "This decision names a practitioner: fill in 'practitioner' with a reference such as Practitioner/dr-a, or npi: and ten digits." },
        { "who attests risk", "This decision names a practitioner: fill in 'practitioner' with a reference such as Practitioner/dr-a, or npi: and ten digits." },
        { "who attests decision making", "This decision names a practitioner: fill in 'practitioner' with a reference such as Practitioner/dr-a, or npi: and ten digits." },
        { "duration", "An attestation answers both questions: fill in 'expectedDuration' and 'significantRisk'." },
        { "risk", "An attestation answers both questions: fill in 'expectedDuration' and 'significantRisk'." },
        { "level", "A level of decision making is straightforward, low, moderate or high: fill in 'level'." },
        { "level straightforward", null },
        { "level low", null },
        { "level moderate", null },
        { "day", "Decision making has a day in the month: fill in 'day'." },
        { "day in May", "Decision making has a day in the month: fill in 'day'." },
        { "withdraws", "Taking back names a decision: fill in 'withdraws' with its id." },
        { "nothing", null },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public void A_decision_that_lacks_something_says_how_to_mend_it(string what, string? problem)
    {
        var words = what.Split(' ');
        var decision = words[0] switch
        {
            "by" => Decide(DecisionKind.Hold) with { By = " " },
            "reason" => Decide(DecisionKind.Hold) with { Reason = "" },
            "rules" => Approve(),
            "units" when words.Length > 1 => Decide(DecisionKind.LowerUnits) with { Units = 1 },
            "units" => Decide(DecisionKind.LowerUnits) with { Code = "99439" },
            "no" => Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 0 },
            "one" => Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 1 },
            "code" => Decide(DecisionKind.WithholdCode),
            "pathway" => Decide(DecisionKind.ChoosePathway) with { Pathway = words.Length > 1 ? words[1] : "clinic" },
            "practitioner" => Decide(DecisionKind.BillingPractitioner),
            "who" => Named(words[2] == "risk" ? DecisionKind.AttestRisk : DecisionKind.AttestDecisionMaking) with { Practitioner = null },
            "duration" => Named(DecisionKind.AttestRisk) with { ExpectedDuration = null },
            "risk" => Named(DecisionKind.AttestRisk) with { SignificantRisk = null },
            "level" => Named(DecisionKind.AttestDecisionMaking) with { Level = words.Length > 1 ? words[1] : "huge" },
            "day" => Named(DecisionKind.AttestDecisionMaking) with { Day = words.Length > 1 ? new DateOnly(2026, 5, 1) : null },
            "withdraws" => Decide(DecisionKind.Withdraw),
            _ => Named(DecisionKind.AttestDecisionMaking),
        };
        decision.Problem().ShouldBe(problem);
    }

    [Fact]
    public void An_id_is_made_of_the_words_and_does_not_fall_together_over_line_ends()
    {
        // Worked out apart from the code: an id that changes makes every recorded decision a new one.
        Decide(DecisionKind.Hold).Id.ShouldBe("cf4039ef1b63");
        var full = Named(DecisionKind.AttestDecisionMaking) with { Rules = ["b", "a"], Evidence = ["Encounter/2", "Encounter/1"], Code = "99439", Units = 2, Pathway = "staff", Withdraws = "w", Reason = "two\nlines \\ here" };
        full.Id.ShouldBe("2b48ad11e005");
        (Decide(DecisionKind.Hold) with { By = "a", Reason = "b\\nc" }).Id.ShouldNotBe((Decide(DecisionKind.Hold) with { By = "a", Reason = "b\nc" }).Id);
    }

    public static TheoryData<string, string?> Unfollowed => new()
    {
        { "approve rules.in-force", "The rules of the month cannot be approved: load a rule pack that is verified for it, or bill elsewhere." },
        { "approve practitioner.npi", "A claim names its practitioner: decide who bills." },
        { "approve diagnoses.billable", "A claim carries billable diagnosis codes: correct the conditions in the EHR." },
        { "approve charge.schedule", "A claim carries a charge: add it to the tenant file." },
        { "approve attestation.duration-and-risk", "Duration and risk are attested by the billing practitioner, not approved." },
        { "approve pathway.choice", "Two pathways stand: choose one instead of approving." },
        { "approve care-plan.in-force", "care-plan.in-force blocks the month, and no approval lifts a block." },
        { "approve consent.disclosures", "What consent.disclosures rests on is no longer what was approved." },
        { "approve consent.active", null },
        { "approve consent.activ", "An approval names a rule that the month does not have: 'explain' shows those it has." },
        { "approve both consent.disclosures", "An approval names a rule that the month does not have: 'explain' shows those it has." },
        { "approve a block and nonsense", "care-plan.in-force blocks the month, and no approval lifts a block." },
        { "approve a hold and a block", "A claim names its practitioner: decide who bills." },
        { "approve visit.initiating", null },
        { "lower planned 99439", "99439 is not on the month's bill, so there is nothing of it to lower or withhold." },
        { "lower planned G0506", null },
        { "withhold 99490", null },
        { "withhold 99439", "99439 is not on the month's bill, so there is nothing of it to lower or withhold." },
        { "withhold G0506", "G0506 is not on the month's bill, so there is nothing of it to lower or withhold." },
        { "lower 99490", null },
        { "lower 99489", "99489 is not on the month's bill, so there is nothing of it to lower or withhold." },
        { "lower 99493", "What was lowered or withheld is no code of chronic care management in the month: name one as it is billed, such as 99439." },
        { "withhold 99490 ", "What was lowered or withheld is no code of chronic care management in the month: name one as it is billed, such as 99439." },
        { "choose complex", "The time does not carry the complex pathway that was chosen." },
        { "choose staff", null },
        { "choose below the floor", null },
        { "bill dr-z", "The practitioner who was named is not known as one who can bill with an NPI." },
        { "attest risk", "Only the billing practitioner attests risk and decision making." },
        { "attest decision making", "Only the billing practitioner attests risk and decision making." },
    };

    [Theory]
    [MemberData(nameof(Unfollowed))]
    public void A_decision_that_cannot_be_followed_says_why(string what, string? why)
    {
        var rule = what.Split(' ')[^1];
        var assessment = what switch
        {
            "approve rules.in-force" => Assessor.Assess(Served.Record with { Decisions = [Approve(rule)] }, null, TestTenant.Lakeside, Records.April, "0.1.0"),
            "approve practitioner.npi" => With(Served.With(record => record with { GeneralPractitioners = [], CarePlans = [Records.Plan("2026-01-10") with { Author = null }] }), TestRules.Whole, Approve(rule)),
            "approve diagnoses.billable" => With(Served.With(record => record with { Conditions = [Records.Condition("c1", "E11.9"), Records.Condition("c2", "I50")] }), TestRules.Whole, Approve(rule)),
            "approve charge.schedule" => With(Served, TestRules.Whole with { Codes = [TestRules.Base99491 with { Counts = CountedTime.ClinicalStaff, FloorSeconds = 60, AmountNonFacility = null }] }, Approve(rule)),
            "approve attestation.duration-and-risk" => With(Served.With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Attestation = null }] }), TestRules.Whole, Approve(rule)),
            "approve pathway.choice" => With(Both, TestRules.Whole, Approve(rule)),
            "approve care-plan.in-force" => With(Served.With(record => record with { CarePlans = [] }), TestRules.Whole, Approve(rule)),
            "approve consent.disclosures" => With(
                Served.With(record => record with { Consents = [Records.GivenOn("2026-01-10") with { Disclosures = new ConsentDisclosures(false, true, true, true) }] }), TestRules.Whole,
                Approve(rule) with { Evidence = ["Consent/other"] }),
            "approve consent.active" => With(Served, TestRules.Whole, Approve(rule)),
            "approve consent.activ" => With(Served, TestRules.Whole, Approve(rule)),
            "approve both consent.disclosures" => With(Served, TestRules.Whole, Approve(rule, "nonsense")),
            "approve a block and nonsense" => With(Served.With(record => record with { CarePlans = [] }), TestRules.Whole, Approve("care-plan.in-force", "nonsense")),
            "approve a hold and a block" => With(Served.With(record => record with { GeneralPractitioners = [], CarePlans = [] }), TestRules.Whole, Approve("care-plan.in-force", "practitioner.npi")),
            "approve visit.initiating" => With(Both.With(record => record with { OtherServices = [] }), TestRules.Whole, Approve(rule)),
            "lower planned 99439" or "lower planned G0506" => With(
                Served.Service(Records.Visit("99213", "2026-04-13") with { ExtendedPlanning = true }), TestRules.Whole, Decide(DecisionKind.LowerUnits) with { Code = rule, Units = 1 }),
            _ when what.StartsWith("withhold") => With(Served, TestRules.Whole, Decide(DecisionKind.WithholdCode) with { Code = what["withhold ".Length..] }),
            _ when what.StartsWith("lower") => With(Served, TestRules.Whole, Decide(DecisionKind.LowerUnits) with { Code = what["lower ".Length..], Units = 1 }),
            "choose below the floor" => With(Records.Eligible().Time("04-14 10:00", 60), TestRules.Whole, Decide(DecisionKind.ChoosePathway) with { Pathway = "complex" }),
            "bill dr-z" => With(Served, TestRules.Whole, Decide(DecisionKind.BillingPractitioner) with { Practitioner = "Practitioner/dr-z" }),
            "attest risk" => With(Served, TestRules.Whole, Named(DecisionKind.AttestRisk) with { Practitioner = "Practitioner/dr-b" }),
            "attest decision making" => With(Served, TestRules.Whole, Named(DecisionKind.AttestDecisionMaking) with { Practitioner = "Practitioner/dr-b" }),
            _ => With(Both, TestRules.Whole, Decide(DecisionKind.ChoosePathway) with { Pathway = rule }),
        };
        var applied = assessment.Decisions.ShouldHaveSingleItem();
        applied.NotFollowed.ShouldBe(why);
        if (why is not null)
            assessment.Says("decision.not-followed").ShouldBe($"not-met warn: {why} <Decision/{applied.Decision.Id}>");
        else
            assessment.Findings.ShouldNotContain(finding => finding.Rule == "decision.not-followed");
    }

    [Fact]
    public void What_cannot_be_followed_for_one_reason_is_said_once()
    {
        var (risk, making) = (Named(DecisionKind.AttestRisk) with { Practitioner = "Practitioner/dr-b" }, Named(DecisionKind.AttestDecisionMaking) with { Practitioner = "Practitioner/dr-b", At = Records.Local("05-03 10:00") });
        var incomplete = Decide(DecisionKind.WithholdCode, 9);
        With(Served, TestRules.Whole, risk, making, incomplete).Says("decision.not-followed").ShouldBe(
            $"not-met warn: Only the billing practitioner attests risk and decision making. Withholding names a code: fill in 'code'. <Decision/{risk.Id} Decision/{making.Id} Decision/{incomplete.Id}>");
    }

    [Fact]
    public void What_a_person_stopped_is_said_with_the_decision()
    {
        var (hold, elsewhere, withheld) = (Decide(DecisionKind.Hold), Decide(DecisionKind.EnrolledElsewhere), Decide(DecisionKind.WithholdCode) with { Code = "99490" });
        var assessment = With(Served, TestRules.Whole, hold, elsewhere, withheld);
        assessment.Says("decision.hold").ShouldBe($"not-met hold: A person holds the month. <Decision/{hold.Id}>");
        assessment.Says("decision.enrolled-elsewhere").ShouldBe($"not-met block: A person recorded that another practice has the patient's care management: only one is paid. <Decision/{elsewhere.Id}>");
        assessment.Says("decision.withheld").ShouldBe($"not-met block: A person decided that nothing of the month is billed. <Decision/{withheld.Id}>");
        assessment.Says("time.floor").ShouldBe("met: Counted 20:00 reaches a code, which a person decided not to bill.");
    }

    [Fact]
    public void An_approval_takes_the_place_of_one_of_the_same_rules_and_stands_beside_one_of_others()
    {
        HumanDecision[] both = [Approve("a"), Approve("b") with { At = Records.Local("05-03 10:00") }];
        With(Served, TestRules.Whole, both).Decisions.Length.ShouldBe(2);
        With(Served, TestRules.Whole, [.. both, Approve("a", "b") with { At = Records.Local("05-04 10:00") }]).Decisions.ShouldHaveSingleItem().Decision.Rules.ShouldBe(["a", "b"]);
        With(Served, TestRules.Whole, Approve("a", "b"), Approve("a") with { At = Records.Local("05-04 10:00") }).Decisions.Length.ShouldBe(2);
    }

    [Fact]
    public void A_hold_that_two_approvals_name_is_lifted_by_the_later()
    {
        var records = Served.With(record => record with { Consents = [Records.GivenOn("2026-01-10") with { Disclosures = new ConsentDisclosures(false, true, true, true) }] });
        var (first, second) = (Approve("consent.disclosures", "a"), Approve("consent.disclosures", "b") with { At = Records.Local("05-04 10:00") });
        With(records, TestRules.Whole, second, first).Finding("consent.disclosures").LiftedBy.ShouldBe(second.Id);
        With(records, TestRules.Whole, first, second with { Evidence = ["Consent/other"] }).Finding("consent.disclosures").LiftedBy.ShouldBe(first.Id);
    }

    [Fact]
    public void Attestations_of_two_practitioners_stand_beside_each_other_and_those_of_one_do_not()
    {
        var (first, second) = (Named(DecisionKind.AttestRisk), Named(DecisionKind.AttestRisk) with { At = Records.Local("05-03 10:00") });
        With(Served, TestRules.Whole, first, second).Decisions.ShouldHaveSingleItem().Decision.Id.ShouldBe(second.Id);
        With(Served, TestRules.Whole, first, second with { Practitioner = "Practitioner/dr-b" }).Decisions.Length.ShouldBe(2);
    }

    [Fact]
    public void Limits_of_two_codes_stand_beside_each_other()
    {
        var lowered = Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 1 };
        var assessment = With(Records.Eligible().Time("04-14 10:00", 3600), TestRules.Whole, lowered, Decide(DecisionKind.WithholdCode, 2) with { Code = "99489" });
        assessment.Codes().ShouldBe("99490×1 99439×1");
        assessment.Decisions.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(DecisionKind.EnrolledElsewhere, "2026-03", true)]
    [InlineData(DecisionKind.EnrolledElsewhere, "2026-05", false)]
    [InlineData(DecisionKind.BillingPractitioner, "2026-03", true)]
    [InlineData(DecisionKind.Hold, "2026-03", false)]
    [InlineData(DecisionKind.Hold, "2026-04", true)]
    [InlineData(DecisionKind.Hold, "2026-05", false)]
    public void Some_decisions_stand_for_later_months_and_the_rest_for_their_own(DecisionKind kind, string month, bool stands) =>
        With(Served, TestRules.Whole, Decide(kind) with { Month = ServiceMonth.Parse(month), Practitioner = "Practitioner/dr-a" }).Decisions.Length.ShouldBe(stands ? 1 : 0);

    [Fact]
    public void Of_two_decisions_of_one_instant_the_order_of_their_ids_decides()
    {
        HumanDecision[] both = [Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 1 }, Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 2 }];
        var later = both.MaxBy(decision => decision.Id, StringComparer.Ordinal)!;
        With(Records.Eligible().Time("04-14 10:00", 3600), TestRules.Whole, both).Decisions.ShouldHaveSingleItem().Decision.ShouldBe(later);
        With(Records.Eligible().Time("04-14 10:00", 3600), TestRules.Whole, [.. both.Reverse()]).Decisions.ShouldHaveSingleItem().Decision.ShouldBe(later);
    }

    [Fact]
    public void Decisions_of_different_kinds_stand_beside_each_other_whatever_else_they_name()
    {
        var (hold, lowered) = (Decide(DecisionKind.Hold) with { Code = "99439" }, Decide(DecisionKind.LowerUnits, 2) with { Code = "99439", Units = 1 });
        With(Served, TestRules.Whole, hold, lowered).Decisions.Length.ShouldBe(2);
        With(Served, TestRules.Whole, lowered, hold with { At = Records.Local("05-03 10:00") }).Decisions.Length.ShouldBe(2);
        With(Served, TestRules.Whole, hold, Decide(DecisionKind.EnrolledElsewhere, 2)).Decisions.Length.ShouldBe(2);
        With(Served, TestRules.Whole, hold, hold with { At = Records.Local("05-03 10:00") }).Decisions.Length.ShouldBe(1);
    }

    [Fact]
    public void A_chosen_pathway_takes_the_practitioners_time_along_and_says_what_was_left()
    {
        var staff = Decide(DecisionKind.ChoosePathway) with { Pathway = "staff" };
        var assessment = With(Records.Eligible().Time("04-15 10:00", 1800, TestTenant.DrA), TestRules.Whole, staff);
        (assessment.Codes(), assessment.Time.Pooled).ShouldBe(("99490×1", 1800));
        assessment.Alternatives.Select(other => $"{other.Pathway}: {other.Reason}").ShouldBe(["practitioner: A person chose another pathway."]);
    }

    [Fact]
    public void The_practitioners_code_may_be_withheld_and_without_rules_nothing_is()
    {
        var withheld = Decide(DecisionKind.WithholdCode) with { Code = "99491" };
        var records = Records.Eligible().Time("04-15 10:00", 1800, TestTenant.DrA);
        var assessment = With(records, TestRules.Whole with { Codes = [TestRules.Base99491] }, withheld);
        (assessment.Outcome, assessment.Lines.Length).ShouldBe((Outcome.Block, 0));
        assessment.Says("decision.withheld").ShouldBe($"not-met block: A person decided that nothing of the month is billed. <Decision/{withheld.Id}>");
        Assessor.Assess(records.Record with { Decisions = [withheld] }, null, TestTenant.Lakeside, Records.April, "0.1.0").Findings.ShouldNotContain(finding => finding.Rule == "decision.withheld");
    }

    [Theory]
    [InlineData("time.open-ended", SpanProblem.NoEnd, "care-coordination", 0)]
    [InlineData("time.date-only", SpanProblem.DateOnly, "care-coordination", 0)]
    [InlineData("time.no-span", SpanProblem.Missing, "care-coordination", 0)]
    [InlineData("time.too-long", SpanProblem.None, "care-coordination", 15_000)]
    [InlineData("time.unknown-activity", SpanProblem.None, "gardening", 1200)]
    [InlineData("time.unknown-performer", SpanProblem.None, "documentation", 1200)]
    public void Whatever_could_not_be_counted_may_be_approved_by_its_rule_and_by_no_other(string rule, SpanProblem problem, string activity, int seconds)
    {
        var span = problem == SpanProblem.None ? EntrySpan.Of(Records.Span("04-16 08:00", seconds)) : EntrySpan.Not(problem, new DateOnly(2026, 4, 16));
        var records = Served.Entry(span, [new Performer(rule == "time.unknown-performer" ? TestTenant.Stranger : TestTenant.Nurse, null)], activity);
        records.Assess().Outcome.ShouldBe(Outcome.Hold);
        With(records, TestRules.StaffOnly, Approve("consent.active")).Outcome.ShouldBe(Outcome.Hold);
        With(records, TestRules.StaffOnly, Approve(rule)).Outcome.ShouldBe(Outcome.Bill);
    }

    [Fact]
    public void What_is_not_followed_is_said_behind_what_was_found() =>
        With(Served, TestRules.Whole, Approve("nonsense")).Findings[^1].Rule.ShouldBe("decision.not-followed");

    [Fact]
    public void A_floor_that_was_reached_and_lowered_is_not_said_to_be_short() =>
        With(Records.Eligible().Time("04-14 10:00", 2400), TestRules.Whole, Decide(DecisionKind.WithholdCode) with { Code = "99439" })
            .Says("time.floor").ShouldBe("met: Counted 40:00 reaches a code and carries its last unit.");

    [Fact]
    public void Risk_is_attested_on_the_day_that_is_named_not_on_that_of_the_writing()
    {
        var records = Served.With(record => record with
        {
            CarePlans = [Records.Plan("2026-01-10") with { Attestation = new DurationRiskAttestation(TestTenant.DrA, Records.Day("2026-04-10"), true, false, new SourceReference("CarePlan", "plan1")) }],
        });
        var attested = Named(DecisionKind.AttestRisk);
        With(records, TestRules.Whole, attested with { Day = new DateOnly(2026, 4, 5) }).Answer("attestation.duration-and-risk").ShouldNotBe("met");
        With(records, TestRules.Whole, attested with { Day = null }).Answer("attestation.duration-and-risk").ShouldBe("met");
    }

    [Fact]
    public void Only_where_somebody_decided_is_it_said_what_the_month_would_be_otherwise()
    {
        With(Served, TestRules.Whole).WithoutDecisions.ShouldBeNull();
        With(Served, TestRules.Whole, Decide(DecisionKind.Hold)).WithoutDecisions.ShouldNotBeNull().Outcome.ShouldBe(Outcome.Bill);
    }
}
