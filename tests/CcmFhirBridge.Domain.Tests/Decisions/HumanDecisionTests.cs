using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Decisions;

/// <summary>What a person may decide about a month, and what nobody may (DESIGN §5).</summary>
public sealed class HumanDecisionTests
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

    private static Records Month(int staff, int own = 0) => own == 0
        ? Records.Eligible().Time("04-14 10:00", staff)
        : Records.Eligible().Time("04-14 10:00", staff).Time("04-15 10:00", own, TestTenant.DrA);

    private static Records Decided(Records records, params HumanDecision[] decisions) => records.With(record => record with { Decisions = [.. decisions] });

    private static Records WithoutDisclosure(Records records) => records.With(record => record with
    {
        Consents = [Records.GivenOn("2026-01-10") with { Disclosures = new ConsentDisclosures(true, false, true, true) }],
    });

    [Fact]
    public void An_approval_lifts_the_hold_that_it_names_and_the_result_shows_what_it_would_be_without()
    {
        var assessment = Decided(WithoutDisclosure(Month(1200)), Approve("consent.disclosures")).Assess(rules: TestRules.Whole);

        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Findings.Single(finding => finding.Rule == "consent.disclosures").LiftedBy.ShouldBe(Approve("consent.disclosures").Id);
        assessment.WithoutDecisions.ShouldNotBeNull().Outcome.ShouldBe(Outcome.Hold);
        assessment.Decisions.ShouldHaveSingleItem().NotFollowed.ShouldBeNull();
        assessment.Next.ShouldNotContain(step => step.Rule == "consent.disclosures");
    }

    [Fact]
    public void An_approval_lifts_no_other_hold()
    {
        var assessment = Decided(WithoutDisclosure(Month(1200)), Approve("time.own-overlap")).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Findings.ShouldAllBe(finding => finding.LiftedBy == null);
    }

    [Theory]
    [InlineData("Consent/other", Outcome.Hold, "not-met warn")]
    [InlineData("", Outcome.Bill, "")]
    public void An_approval_covers_only_what_the_approver_saw(string seen, Outcome outcome, string answer)
    {
        var approval = Approve("consent.disclosures") with { Evidence = seen.Length == 0 ? [] : [seen] };
        var assessment = Decided(WithoutDisclosure(Month(1200)), approval).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(outcome);
        if (answer.Length > 0)
            assessment.Answer("decision.not-followed").ShouldBe(answer);
    }

    [Fact]
    public void Units_that_were_approved_are_held_again_once_another_entry_carries_them()
    {
        var month = Month(0, 7200);
        var hold = month.Assess(rules: TestRules.Whole).Findings.Single(finding => finding.Rule == "units.mue");
        var approval = Approve("units.mue") with { Evidence = [.. hold.Evidence.Select(source => source.Key)] };
        hold.Evidence.ShouldHaveSingleItem();
        Decided(month, approval).Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Bill);
        month.Time("04-20 10:00", 1800, TestTenant.DrA).Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void No_approval_lifts_a_block()
    {
        var assessment = Decided(Month(1200).With(record => record with { CarePlans = [] }), Approve("care-plan.in-force", "attestation.duration-and-risk")).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(Outcome.Block);
        assessment.Findings.ShouldAllBe(finding => finding.LiftedBy == null);
        assessment.Decisions.ShouldHaveSingleItem().NotFollowed.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("attestation.duration-and-risk")]
    [InlineData("rules.in-force")]
    [InlineData("practitioner.npi")]
    public void What_only_the_practitioner_or_the_rules_can_say_is_not_approved(string rule)
    {
        var record = Month(1200).With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Attestation = null, Author = null }], GeneralPractitioners = [] }).Record;
        var assessment = Assessor.Assess(record with { Decisions = [Approve(rule)] }, rule == "rules.in-force" ? null : TestRules.Whole, TestTenant.Lakeside with { Billing = TestTenant.Lakeside.Billing with { DefaultPractitioner = null } }, Records.April, "0.1.0");
        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Decisions.ShouldHaveSingleItem().NotFollowed.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Practitioner/dr-a", true, true, "met", Outcome.Bill)]
    [InlineData("npi:1111111112", true, true, "met", Outcome.Bill)]
    [InlineData("Practitioner/dr-b", true, true, "cannot-tell hold", Outcome.Hold)]     // not the billing practitioner
    [InlineData("Practitioner/dr-a", true, false, "not-met hold", Outcome.Hold)]
    public void Risk_is_attested_by_the_billing_practitioner(string practitioner, bool lasts, bool risk, string answer, Outcome outcome)
    {
        var decision = Decide(DecisionKind.AttestRisk) with { Practitioner = practitioner, ExpectedDuration = lasts, SignificantRisk = risk };
        var assessment = Decided(Month(1200).With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Attestation = null }] }), decision).Assess(rules: TestRules.Whole);
        assessment.Answer("attestation.duration-and-risk").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("2026-04", "met")]
    [InlineData("2026-02", "met")]              // stands for later months
    [InlineData("2026-05", "not-met hold")]     // a later month's word says nothing of an earlier one
    public void An_attestation_stands_from_its_month_on(string month, string answer)
    {
        var decision = Decide(DecisionKind.AttestRisk) with { Month = ServiceMonth.Parse(month), Practitioner = "Practitioner/dr-a", ExpectedDuration = true, SignificantRisk = true };
        Decided(Month(1200).With(record => record with { CarePlans = [Records.Plan("2026-01-10") with { Attestation = null }] }), decision)
            .Assess(rules: TestRules.Whole).Answer("attestation.duration-and-risk").ShouldBe(answer);
    }

    [Theory]
    [InlineData("Practitioner/dr-a", "high", "99487×1")]
    [InlineData("Practitioner/dr-a", "low", "99490×1 99439×2")]
    [InlineData("Practitioner/dr-b", "high", "99490×1 99439×2")]
    public void Decision_making_is_attested_by_the_billing_practitioner(string practitioner, string level, string codes)
    {
        var decision = Decide(DecisionKind.AttestDecisionMaking) with { Practitioner = practitioner, Level = level, Day = new DateOnly(2026, 4, 20) };
        var assessment = Decided(Month(3600), decision).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        if (codes == "99487×1")
            assessment.Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 20));
    }

    [Theory]
    [InlineData(DecisionKind.LowerUnits, "99439", 1, "99490×1 99439×1", Outcome.Bill, "2026-04-14")]
    [InlineData(DecisionKind.LowerUnits, "99439", 5, "99490×1 99439×2", Outcome.Bill, "2026-04-15")]      // never adds a unit
    [InlineData(DecisionKind.WithholdCode, "99439", null, "99490×1", Outcome.Bill, "2026-04-14")]
    [InlineData(DecisionKind.WithholdCode, "99490", null, "", Outcome.Block, null)]
    [InlineData(DecisionKind.WithholdCode, "99491", null, "99490×1 99439×2", Outcome.Bill, "2026-04-15")]
    public void Units_are_lowered_and_codes_withheld_and_the_date_follows_what_is_billed(DecisionKind kind, string code, int? units, string codes, Outcome outcome, string? day)
    {
        var records = Records.Eligible().Time("04-14 10:00", 2400).Time("04-15 10:00", 1200);
        var assessment = Decided(records, Decide(kind) with { Code = code, Units = units }).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(outcome);
        if (day is not null)
            assessment.Lines.ShouldAllBe(line => line.DateOfService == Records.Day(day).FirstDay(TestTenant.Lakeside.TimeZone));
        assessment.WithoutDecisions.ShouldNotBeNull().Lines.Length.ShouldBe(2);
        (assessment.Decisions.ShouldHaveSingleItem().NotFollowed is null).ShouldBe(code != "99491");
    }

    [Fact]
    public void What_is_withheld_on_a_chosen_pathway_is_looked_for_on_that_one()
    {
        var chosen = Decide(DecisionKind.ChoosePathway) with { Pathway = "practitioner" };
        string? Of(string code) => Decided(Month(1200, 3600), chosen, Decide(DecisionKind.WithholdCode) with { Code = code }).Assess(rules: TestRules.Whole)
            .Decisions.Single(applied => applied.Decision.Kind == DecisionKind.WithholdCode).NotFollowed;
        Of("99437").ShouldBeNull();
        Of("99490").ShouldNotBeNull();
    }

    [Fact]
    public void Lowered_units_are_within_the_edits_again()
    {
        var assessment = Decided(Month(0, 7200), Decide(DecisionKind.LowerUnits) with { Code = "99437", Units = 2 }).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe("99491×1 99437×2");
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.WithoutDecisions!.Outcome.ShouldBe(Outcome.Hold);
    }

    [Theory]
    [InlineData(1200, 1800, "practitioner", "99491×1", Outcome.Bill)]
    [InlineData(1200, 1800, "staff", "99490×1", Outcome.Bill)]
    [InlineData(1200, 1800, "complex", "99490×1", Outcome.Hold)]        // the time does not carry it
    [InlineData(1200, 0, "practitioner", "99490×1", Outcome.Bill)]
    public void A_person_chooses_among_the_pathways_that_stand(int staff, int own, string pathway, string codes, Outcome outcome)
    {
        var assessment = Decided(Month(staff, own), Decide(DecisionKind.ChoosePathway) with { Pathway = pathway }).Assess(rules: TestRules.Whole);
        assessment.Codes().ShouldBe(codes);
        assessment.Outcome.ShouldBe(outcome);
        (assessment.Decisions[0].NotFollowed is null).ShouldBe(codes.StartsWith(pathway == "practitioner" ? "99491" : pathway == "complex" ? "99487" : "99490"));
    }

    [Fact]
    public void Two_pathways_are_chosen_from_and_not_approved()
    {
        var assessment = Decided(Month(1200, 1800), Approve("pathway.choice")).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Answer("decision.not-followed").ShouldBe("not-met warn");
    }

    [Theory]
    [InlineData(DecisionKind.Hold, "decision.hold", Outcome.Hold)]
    [InlineData(DecisionKind.EnrolledElsewhere, "decision.enrolled-elsewhere", Outcome.Block)]
    public void A_person_stops_a_month(DecisionKind kind, string rule, Outcome outcome)
    {
        var assessment = Decided(Month(1200), Decide(kind)).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Findings.ShouldContain(finding => finding.Rule == rule);
        BillingPlanner.Plan(assessment).Outcome.ShouldBe(outcome);
        Decided(Month(1200), Decide(kind), Decide(DecisionKind.Withdraw, 2) with { Withdraws = Decide(kind).Id }).Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Bill);
    }

    [Theory]
    [InlineData(1, Outcome.Bill)]
    [InlineData(2, Outcome.Hold)]
    [InlineData(3, Outcome.Bill)]
    [InlineData(8, Outcome.Hold)]
    [InlineData(5001, Outcome.Bill)]
    public void A_withdrawal_that_was_taken_back_has_no_force_in_whatever_order_they_lie(int withdrawals, Outcome outcome)
    {
        var chain = new List<HumanDecision> { Decide(DecisionKind.Hold) };
        for (var i = 0; i < withdrawals; i++)
            chain.Add(Decide(DecisionKind.Withdraw) with { Withdraws = chain[^1].Id });
        Decided(Month(1200), [.. chain]).Assess(rules: TestRules.Whole).Outcome.ShouldBe(outcome);
        Decided(Month(1200), [.. chain, .. Enumerable.Reverse(chain)]).Assess(rules: TestRules.Whole).Outcome.ShouldBe(outcome);
        DecisionsInForce.TakenBack(chain).ShouldBe(chain.Take(withdrawals).Where((_, at) => (withdrawals - at) % 2 == 1).Select(decision => decision.Id), ignoreOrder: true);
    }

    [Fact]
    public void What_two_took_back_stays_taken_back_while_one_of_the_two_stands()
    {
        var hold = Decide(DecisionKind.Hold);
        HumanDecision[] two = [Decide(DecisionKind.Withdraw, 2) with { Withdraws = hold.Id }, Decide(DecisionKind.Withdraw, 3) with { Withdraws = hold.Id }];
        HumanDecision Back(HumanDecision one) => Decide(DecisionKind.Withdraw, 4) with { Withdraws = one.Id };
        Decided(Month(1200), [hold, .. two, Back(two[0])]).Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Bill);
        Decided(Month(1200), [Back(two[1]), .. two, hold, Back(two[0])]).Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void A_later_decision_takes_the_place_of_an_earlier_one_in_whatever_order_they_lie()
    {
        HumanDecision[] decisions =
        [
            Decide(DecisionKind.LowerUnits, 3) with { Code = "99439", Units = 1 },
            Decide(DecisionKind.WithholdCode, 2) with { Code = "99439" },
            Decide(DecisionKind.LowerUnits, 1) with { Code = "99439", Units = 2 },
        ];
        Decided(Month(3600), decisions).Assess(rules: TestRules.Whole).Codes().ShouldBe("99490×1 99439×1");
        Decided(Month(3600), [.. decisions.Reverse()]).Assess(rules: TestRules.Whole).Decisions.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Practitioner/dr-b", "Practitioner/dr-b")]
    [InlineData("npi:1222222228", "Practitioner/dr-b")]
    [InlineData("Practitioner/nobody", "Practitioner/dr-a")]
    [InlineData("Practitioner/rn-s", "Practitioner/dr-a")]      // cannot bill
    public void A_person_names_who_bills_among_those_who_can(string named, string billing)
    {
        var assessment = Decided(Month(1200).With(record => record with { GeneralPractitioners = [TestTenant.DrB] }), Decide(DecisionKind.BillingPractitioner) with { Practitioner = named })
            .Assess(rules: TestRules.Whole);
        assessment.BillingPractitioner!.Reference.ShouldBe(billing);
        (assessment.Decisions[0].NotFollowed is null).ShouldBe(billing == "Practitioner/dr-b");
    }

    [Fact]
    public void Approving_what_could_not_be_counted_lets_what_was_counted_leave()
    {
        var records = Month(1500).Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 20)), [new Performer(TestTenant.Nurse, null)]);
        records.Assess(rules: TestRules.Whole).Outcome.ShouldBe(Outcome.Hold);
        var assessment = Decided(records, Approve("time.open-ended")).Assess(rules: TestRules.Whole);
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Codes().ShouldBe("99490×1");
    }

    [Fact]
    public void The_same_decision_has_the_same_id_and_every_part_of_it_changes_the_id()
    {
        var decision = Approve("a.b", "c.d");
        decision.Id.ShouldBe((Approve("c.d", "a.b")).Id);
        decision.Id.Length.ShouldBe(12);
        HumanDecision[] others =
        [
            decision with { Patient = "Patient/p2" }, decision with { Month = Records.April.Next }, decision with { Kind = DecisionKind.Hold }, decision with { By = "other" },
            decision with { At = decision.At.AddTicks(1) }, decision with { Reason = "other" }, decision with { Rules = ["a.b"] }, decision with { Evidence = ["Encounter/e"] },
            decision with { Code = "99439" }, decision with { Units = 1 }, decision with { Pathway = "staff" }, decision with { Practitioner = "Practitioner/dr-a" },
            decision with { Level = "high" }, decision with { Day = new DateOnly(2026, 4, 1) }, decision with { ExpectedDuration = true }, decision with { SignificantRisk = true },
            decision with { Withdraws = "0" }, decision with { Via = "desk" }, decision with { Via = "portal" },
        ];
        others.Select(other => other.Id).Append(decision.Id).Distinct().Count().ShouldBe(others.Length + 1);
    }

    [Theory]
    [InlineData(DecisionKind.Approve, "rules")]
    [InlineData(DecisionKind.LowerUnits, "units")]
    [InlineData(DecisionKind.WithholdCode, "code")]
    [InlineData(DecisionKind.ChoosePathway, "pathway")]
    [InlineData(DecisionKind.BillingPractitioner, "practitioner")]
    [InlineData(DecisionKind.AttestRisk, "practitioner")]
    [InlineData(DecisionKind.AttestDecisionMaking, "practitioner")]
    [InlineData(DecisionKind.Withdraw, "withdraws")]
    public void A_decision_that_lacks_something_says_what(DecisionKind kind, string missing) => Decide(kind).Problem().ShouldNotBeNull().ShouldContain(missing);

    [Fact]
    public void An_incomplete_decision_from_elsewhere_is_not_followed_and_never_an_exception()
    {
        foreach (var kind in Enum.GetValues<DecisionKind>())
        {
            var assessment = Decided(Month(3600, 1800), Decide(kind)).Assess(rules: TestRules.Whole);
            if (Decide(kind).Problem() is not null && kind != DecisionKind.Withdraw)
                assessment.Decisions.ShouldHaveSingleItem().NotFollowed.ShouldNotBeNull();
        }
    }
}
