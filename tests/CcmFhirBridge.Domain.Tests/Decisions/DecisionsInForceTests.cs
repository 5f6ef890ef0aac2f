using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Decisions;

public sealed class DecisionsInForceTests
{
    private static readonly SourceReference Seen = new("Condition", "c1");

    private static DecisionsInForce Of(params HumanDecision[] decisions) =>
        DecisionsInForce.Of(Records.Eligible().Record with { Decisions = [.. decisions] }, Records.April);

    private static HumanDecision Decide(DecisionKind kind, params string[] rules) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = kind,
        By = "biller",
        At = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
        Reason = "Looked at the chart.",
        Rules = [.. rules],
    };

    [Fact]
    public void A_patient_without_decisions_costs_nothing() => Of().ShouldBeSameAs(DecisionsInForce.None);

    [Fact]
    public void A_rule_is_approved_by_an_approval_that_names_it_and_saw_the_source()
    {
        var approval = Decide(DecisionKind.Approve, "conditions.two-groups");
        Of(approval).Approves("conditions.two-groups", Seen).ShouldBeTrue("it covers whatever the rule rests on");
        Of(approval with { Evidence = ["Condition/c1"] }).Approves("conditions.two-groups", Seen).ShouldBeTrue();
        Of(approval with { Evidence = ["Condition/c2"] }).Approves("conditions.two-groups", Seen).ShouldBeFalse("another source was seen");
        Of(approval).Approves("consent.active", Seen).ShouldBeFalse("another rule was approved");
        Of(Decide(DecisionKind.Hold, "conditions.two-groups")).Approves("conditions.two-groups", Seen).ShouldBeFalse("a hold approves nothing");
        Of().Approves("conditions.two-groups", Seen).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Patient/p1", 2)]
    [InlineData("Patient/merged", 1)]
    public void A_later_limit_takes_the_place_of_an_earlier_one_and_not_of_one_on_a_chart_that_was_merged(string chart, int limit)
    {
        var lowered = Decide(DecisionKind.LowerUnits) with { Patient = chart, Code = "99439", Units = 1 };
        var later = Decide(DecisionKind.LowerUnits) with { Code = "99439", Units = 2, At = lowered.At.AddDays(1) };
        Of(lowered, later).LimitOf("99439").ShouldBe(limit);
        Of(lowered with { Kind = DecisionKind.WithholdCode, Units = null }, later).LimitOf("99439").ShouldBe(chart == "Patient/p1" ? 2 : 0);
        Of(lowered, later).LimitOf("99490").ShouldBeNull();
    }

    [Theory]
    [InlineData("Patient/p1", 1)]
    [InlineData("Patient/merged", 2)]
    public void A_later_yes_of_the_same_practitioner_undoes_no_attested_no_on_a_chart_that_was_merged(string chart, int standing)
    {
        var no = Decide(DecisionKind.AttestRisk) with { Patient = chart, Practitioner = "Practitioner/dr-a", ExpectedDuration = true, SignificantRisk = false };
        Of(no, no with { Patient = "Patient/p1", SignificantRisk = true, At = no.At.AddDays(1) }).All.Length.ShouldBe(standing);
    }
}
