using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

public sealed class ContradictoryConditionsTests
{
    private static Assessment With(params string[] codes) => Records.Eligible().Time("04-14 10:00", 1200)
        .With(record => record with { Conditions = [.. codes.Select((code, at) => Records.Condition("c" + at, code))] }).Assess(rules: TestRules.WithContradictions);

    [Theory]
    [InlineData("E11.9 I10", "met: No two of the diagnoses contradict each other.")]
    [InlineData("E11.9 I11.9", "met: No two of the diagnoses contradict each other.")]
    [InlineData("E11.9 E11.65 I10", "met: No two of the diagnoses contradict each other.")]
    [InlineData("E11.9 I11.9 I10", "not-met warn: I10 and I11.9 do not stand beside each other. <Condition/c1 Condition/c2>")]
    [InlineData("I12.9 I10 E11.9 I11.9", "not-met warn: I10 and I11.9 do not stand beside each other. I10 and I12.9 do not stand beside each other. <Condition/c0 Condition/c1 Condition/c3>")]
    public void Codes_that_contradict_each_other_are_said_and_billed_all_the_same(string codes, string says)
    {
        var assessment = With(codes.Split(' '));

        assessment.Says("conditions.contradictory").ShouldBe(says);
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Next.Any(step => step.Rule == "conditions.contradictory").ShouldBe(says.StartsWith("not-met", StringComparison.Ordinal));
    }

    [Fact]
    public void What_no_pack_names_is_not_looked_at() =>
        Records.Eligible().Time("04-14 10:00", 1200).Assess().Findings.ShouldNotContain(finding => finding.Rule == "conditions.contradictory");

    [Theory]
    [InlineData("E10.9", "E11.65", true)]
    [InlineData("E11.65", "E10.9", true)]
    [InlineData("E10.9", "E10.65", false)]
    [InlineData("E1", "E11", false)]
    public void Either_may_come_first(string left, string right, bool contradict) => new CodeContradiction(["E10"], ["E11", "E13"]).Between(left, right).ShouldBe(contradict);
}
