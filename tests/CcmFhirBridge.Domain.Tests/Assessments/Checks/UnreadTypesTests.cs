using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What the EHR does not let be read is unknown: neither what is not seen of it is believed to be absent, nor what was seen of it earlier to be there still.</summary>
public sealed class UnreadTypesTests
{
    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Records Without(string type) => Served.With(record => type switch
    {
        "Coverage" => record with { Coverages = [] },
        "Consent" => record with { Consents = [] },
        "CarePlan" or "DocumentReference" => record with { CarePlans = [] },
        "Condition" => record with { Conditions = [] },
        "QuestionnaireResponse" => record,
        _ => record with { OtherServices = [] },
    });

    private static Records Unread(Records records, params string[] types) => records.With(record => record with { Unread = [.. types] });

    [Theory]
    [InlineData("Coverage", "coverage.medicare-part-b coverage.payer-rules")]
    [InlineData("Consent", "consent.active")]
    [InlineData("CarePlan", "attestation.duration-and-risk care-plan.in-force")]
    [InlineData("DocumentReference", "attestation.duration-and-risk care-plan.in-force")]
    [InlineData("QuestionnaireResponse", "time.length")]
    [InlineData("Condition", "conditions.two-groups diagnoses.billable")]
    [InlineData("Claim", "visit.initiating other-service.ccm-elsewhere other-service.pcm other-service.home-health")]
    [InlineData("Procedure", "visit.initiating other-service.ccm-elsewhere other-service.pcm other-service.home-health")]
    public void What_was_not_read_is_not_taken_for_absent(string type, string rules)
    {
        var assessment = Unread(Without(type), type).Assess();

        assessment.Outcome.ShouldBe(Outcome.Hold);
        foreach (var rule in rules.Split(' '))
            assessment.Answer(rule).ShouldBe("cannot-tell hold", rule);
        assessment.Findings.ShouldNotContain(finding => finding.Result == FindingResult.NotMet && finding.Severity >= Severity.Hold);
        assessment.Next.Where(step => rules.Split(' ').Contains(step.Rule)).ShouldAllBe(step => step.By == "integration engineer" && step.Action.Contains("ccm-bridge doctor"));
    }

    [Theory]
    [InlineData("Coverage")]
    [InlineData("Consent")]
    [InlineData("CarePlan")]
    [InlineData("DocumentReference")]
    [InlineData("QuestionnaireResponse")]
    [InlineData("Condition")]
    [InlineData("Encounter")]
    [InlineData("Patient")]
    [InlineData("Claim")]
    public void What_was_seen_before_may_be_otherwise_by_now(string type)
    {
        Served.Assess().Outcome.ShouldBe(Outcome.Bill);

        var assessment = Unread(Served, type).Assess();

        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Findings.ShouldContain(finding => finding.Result == FindingResult.CannotTell && finding.Severity == Severity.Hold);
    }

    [Fact]
    public void Without_encounters_a_month_without_time_is_held_and_not_said_to_be_empty()
    {
        Records.Eligible().Assess().Outcome.ShouldBe(Outcome.None);

        var assessment = Unread(Records.Eligible(), "Encounter").Assess();

        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Lines.ShouldBeEmpty();
        assessment.Says("time.floor").ShouldBe("cannot-tell info: Counted 0:00; the EHR does not let all encounters be read, so how much time there was cannot be told.");
        Unread(Records.Eligible(), "Coverage").Assess().Outcome.ShouldBe(Outcome.None);
        Unread(Records.Eligible(), "QuestionnaireResponse").Assess().Says("time.floor").ShouldBe("cannot-tell info: Counted 0:00; the EHR does not let all answers that tell how long entries were be read, so how much time there was cannot be told.");
        Unread(Records.Eligible(), "QuestionnaireResponse").Assess().Outcome.ShouldBe(Outcome.Hold);
        Assessor.Assess(Unread(Records.Eligible(), "Encounter").Record, null, TestTenant.Lakeside, Records.April, "0.1.0").Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void Old_consents_cut_no_time_that_a_consent_which_is_not_seen_may_cover()
    {
        var late = Served.With(record => record with { Consents = [Records.GivenOn("2026-04-20")] });
        late.Assess().Outcome.ShouldBe(Outcome.None);

        Unread(late, "Consent").Assess().Codes().ShouldBe("99490×1");
    }

    [Fact]
    public void Medicare_is_not_assumed_where_coverages_are_there_and_not_read()
    {
        var tenant = TestTenant.With(policy => policy with { Coverage = Domain.Tenants.CoveragePolicy.AssumeMedicarePartB });
        Without("Coverage").Assess(tenant).Outcome.ShouldBe(Outcome.Bill);

        Unread(Without("Coverage"), "Coverage").Assess(tenant).Answer("coverage.medicare-part-b").ShouldBe("cannot-tell hold");
    }

    [Fact]
    public void Another_service_that_may_stand_beside_it_holds_nothing()
    {
        var assessment = Unread(Served, "Claim").Assess();

        assessment.Answer("other-service.tcm").ShouldBe("met");
        assessment.Answer("other-service.pcm-other-practitioner").ShouldBe("met");
        assessment.Answer("visit.initiating").ShouldBe("met");
    }

    [Fact]
    public void What_is_seen_of_another_service_weighs_no_less_than_what_may_be_unseen()
    {
        var seen = Unread(Served.Service(Records.Visit("G0181", "2026-04-08", TestTenant.DrB) with { Organization = "tin:987654321" }), "Procedure");
        seen.Assess().Answer("other-service.home-health").ShouldBe("cannot-tell hold");

        var own = Unread(Served.Service(Records.Visit("G0181", "2026-04-08")), "Procedure");
        own.Assess().Answer("other-service.home-health").ShouldBe("not-met block");
    }

    [Fact]
    public void Edits_and_an_earlier_bill_of_extended_planning_cannot_be_excluded()
    {
        var edits = TestRules.StaffOnly with { Edits = new CodeEdits([new PairEdit("99490", "96160", new DateOnly(2026, 4, 1), null, false)], [], ["ptp"], []) };
        Served.Assess(rules: edits).Answer("edits.same-day").ShouldBe("met");
        Unread(Served, "ChargeItem").Assess(rules: edits).Answer("edits.same-day").ShouldBe("cannot-tell hold");
        Unread(Records.Eligible(), "ChargeItem").Assess(rules: edits).Answer("edits.same-day").ShouldBe("met");

        var planned = Served.With(record => record with
        {
            OtherServices = [Records.Visit("99213", "2026-04-02") with { ExtendedPlanning = true }],
            Consents = [Records.GivenOn("2026-04-02")],
            ServicesSince = new DateOnly(2025, 4, 1),
        });
        planned.Assess(rules: TestRules.Whole).Answer("visit.extended-planning").ShouldBe("met");
        Unread(planned, "Claim").Assess(rules: TestRules.Whole).Says("visit.extended-planning").ShouldStartWith("cannot-tell hold: The EHR does not let everything be read in which an earlier G0506 could stand.");
    }

    [Fact]
    public void The_decision_without_words_is_the_same()
    {
        foreach (var type in (string[])["Patient", "Coverage", "Consent", "CarePlan", "Condition", "Encounter", "QuestionnaireResponse", "Procedure", "ChargeItem", "Claim"])
        {
            foreach (var records in new[] { Served, Records.Eligible(), Without(type) })
            {
                var record = Unread(records, type).Record;
                var decided = Assessor.Decide(record, TestRules.StaffOnly, TestTenant.Lakeside, Records.April);
                decided.Outcome.ShouldBe(decided.Explain("0.1.0").Outcome, type);
            }
        }
    }

    [Fact]
    public void What_is_never_needed_costs_nothing()
    {
        NeededTypes.Holds("Location").ShouldBeFalse();
        Unread(Served, "Location", "Organization", "Practitioner").Assess().Outcome.ShouldBe(Outcome.Bill);
        NeededTypes.CostOf("Consent").ShouldBe("consent.active cannot be told, and holds whoever would be billed");
        NeededTypes.CostOf("Claim").ShouldBe("visit.initiating, visit.extended-planning, edits.same-day and other services cannot be told, and hold whoever would be billed");
        NeededTypes.CostOf("Location").ShouldBe("no check misses it");
        NeededTypes.CostOf("Encounter").ShouldContain("no month closes");
        NeededTypes.CostOf("Patient").ShouldContain("nobody is read");
        NeededTypes.CostOf("PractitionerRole").ShouldContain("practitioners");
        NeededTypes.CostOf("Organization").ShouldContain("number of its own");
    }

    [Theory]
    [InlineData("Consent", "consent.active", "cannot-tell hold: The EHR does not let consents be read, so whether one is in force cannot be told.")]
    [InlineData("Encounter", "time.stay", "cannot-tell hold: The EHR does not let all encounters be read, so whether there was a stay cannot be told.")]
    public void It_is_said_what_is_not_read(string type, string rule, string says) => Unread(Served, type).Assess().Says(rule).ShouldBe(says);
}
