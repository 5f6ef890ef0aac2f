using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>A record of which the EHR may not have shown everything.</summary>
public sealed class ReadDoubtTests
{
    private static readonly ReadDoubt s_withheld = new("Encounter", "gap.patient-withheld", "It is kept back.");

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    public static TheoryData<string> Months => new("a bill", "a block", "nothing", "no rules", "a decision that blocks");

    [Theory]
    [MemberData(nameof(Months))]
    public void Its_month_is_held_whatever_the_rest_of_it_comes_to(string month)
    {
        var (records, rules, without) = month switch
        {
            "a block" => (Served.With(record => record with { Consents = [] }), TestRules.StaffOnly, Outcome.Block),
            "nothing" => (Records.Eligible(), TestRules.StaffOnly, Outcome.None),
            "no rules" => (Records.Eligible(), null, Outcome.None),
            "a decision that blocks" => (Served.With(record => record with { Decisions = [Decision(DecisionKind.EnrolledElsewhere)] }), TestRules.StaffOnly, Outcome.Block),
            _ => (Served, (RulesInForce?)TestRules.StaffOnly, Outcome.Bill),
        };
        Assess(records, rules).Outcome.ShouldBe(without);

        var assessment = Assess(Doubted(records, s_withheld), rules);

        assessment.Outcome.ShouldBe(Outcome.Hold);
        var finding = assessment.Findings[0];
        (finding.Rule, finding.Result, finding.Severity, finding.Message, finding.Evidence.Single().Key)
            .ShouldBe(("record.complete", FindingResult.CannotTell, Severity.Hold, "Encounter: It is kept back.", "Patient/p1"));
        assessment.Next[0].ShouldBe(new NextStep("record.complete", "Have the EHR show the whole record; the next sync reads it anew.", "biller"));
        Assessor.Decide(Doubted(records, s_withheld).Record, rules, TestTenant.Lakeside, Records.April).Outcome.ShouldBe(Outcome.Hold);
    }

    [Fact]
    public void No_approval_lifts_it()
    {
        var assessment = Assess(Doubted(Served, s_withheld).With(record => record with { Decisions = [Decision(DecisionKind.Approve)] }), TestRules.StaffOnly);

        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Findings[0].LiftedBy.ShouldBeNull();
        assessment.Decisions.Single().NotFollowed.ShouldBe("What the EHR may not have shown cannot be approved: have it show the whole record.");
    }

    [Fact]
    public void Reasons_are_told_once_each_with_the_types_they_are_about_in_whatever_order_they_come()
    {
        ReadDoubt[] doubts = [s_withheld with { ResourceType = "Consent" }, new("Claim", "gap.other-patient", "It showed somebody else."), s_withheld, s_withheld];
        var told = Assess(Doubted(Served, doubts), TestRules.StaffOnly).Findings[0].Message;

        told.ShouldBe("Claim: It showed somebody else. Consent, Encounter: It is kept back.");
        Assess(Doubted(Served, [.. doubts.Reverse()]), TestRules.StaffOnly).Findings[0].Message.ShouldBe(told);
    }

    [Fact]
    public void Of_a_whole_record_nothing_is_said() =>
        Assess(Served, TestRules.StaffOnly).Findings.ShouldNotContain(finding => finding.Rule == "record.complete");

    private static Records Doubted(Records records, params ReadDoubt[] doubts) => records.With(record => record with { Doubts = [.. doubts] });

    private static Assessment Assess(Records records, RulesInForce? rules) => Assessor.Assess(records.Record, rules, TestTenant.Lakeside, Records.April, "0.1.0");

    private static HumanDecision Decision(DecisionKind kind) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = kind,
        By = "biller",
        At = Records.Local("05-02 10:00"),
        Reason = "Asked.",
        Rules = ["record.complete"],
    };

    [Fact]
    public void Several_doubts_of_a_type_are_told_in_order() =>
        Assess(Doubted(Served, s_withheld with { Message = "Second." }).With(static record => record with { Doubts = [.. record.Doubts, s_withheld with { Message = "First." }] }), TestRules.StaffOnly)
            .Findings[0].Message.ShouldBe("Encounter: First. Encounter: Second.");
}
