using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

public sealed class ConditionFactsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void However_many_groups_are_needed_as_many_are_enough(int needed)
    {
        for (var seen = 0; seen <= 7; seen++)
            Decide(Enumerable.Range(0, seen).Select(at => Condition(at, at)), needed).ShouldBe(seen >= needed ? Outcome.Bill : Outcome.Block);
    }

    [Theory]
    [InlineData(12, 13, Outcome.Bill)]
    [InlineData(13, 13, Outcome.Hold)]      // a claim has room for twelve
    [InlineData(13, 12, Outcome.Block)]
    public void A_claim_carries_twelve_diagnoses_and_no_more(int needed, int seen, Outcome outcome)
    {
        var record = Record(Enumerable.Range(0, seen).Select(at => Condition(at, at)));
        Assessor.Decide(record, Rules(needed), TestTenant.Lakeside, Records.April).Outcome.ShouldBe(outcome);
        Assessor.Assess(record, Rules(needed), TestTenant.Lakeside, Records.April, "0.1.0").Diagnoses.Length.ShouldBe(12);
    }

    [Fact]
    public void A_second_condition_of_a_group_is_no_second_group() =>
        Decide(Enumerable.Range(0, 7).Select(at => Condition(at, at / 4)), needed: 3).ShouldBe(Outcome.Block);

    [Fact]
    public void What_no_claim_can_carry_makes_groups_and_is_held() =>
        Decide([Condition(0, 0), Condition(1, 1) with { Codings = [new ConditionCoding(ConditionCodeSystem.Other, "g1")] }], needed: 2).ShouldBe(Outcome.Hold);

    [Theory]
    [InlineData("2026-03-31", "2026-04-14")]
    [InlineData("2026-04-01", "2026-04-14")]
    [InlineData("2026-04-14", "2026-04-14")]
    [InlineData("2026-04-20", "2026-04-20")]
    public void The_date_of_service_is_not_before_enough_groups_began(string onset, string day)
    {
        var record = Record([Condition(0, 0), Condition(1, 1) with { Onset = Records.Day(onset) }]);
        var lines = Assessor.Decide(record, Rules(needed: 2), TestTenant.Lakeside, Records.April).Lines;
        lines.ShouldHaveSingleItem().DateOfService.ShouldBe(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    //          conditions              answer                  outcome
    [InlineData("E11.9 D50.9", "cannot-tell hold", Outcome.Hold)]
    [InlineData("D50.9 M54.50", "cannot-tell hold", Outcome.Hold)]
    [InlineData("D50.9 D63.8", "not-met block", Outcome.Block)]             // one group
    [InlineData("D50.9", "not-met block", Outcome.Block)]
    [InlineData("D50.9 J06.9", "not-met block", Outcome.Block)]
    [InlineData("D50.9 Q99.9", "cannot-tell hold", Outcome.Hold)]
    [InlineData("E11.9 I10 D50.9", "met", Outcome.Bill)]
    public void What_is_under_review_counts_neither_as_chronic_nor_as_not(string codes, string answer, Outcome outcome)
    {
        var assessment = OfCodes(codes).Assess();
        (assessment.Answer("conditions.two-groups"), assessment.Outcome).ShouldBe((answer, outcome));
    }

    [Fact]
    public void What_is_under_review_is_shown_with_what_to_do()
    {
        var assessment = OfCodes("E11.9 M54.50 D50.9").Assess();
        assessment.Says("conditions.two-groups").ShouldBe(
            "cannot-tell hold: The record shows 1 group of active chronic conditions; 2 are needed. Other active conditions are often not chronic, and count where a person says that they are. <Condition/c-D50.9 Condition/c-M54.50>");
        assessment.Next.ShouldContain(step => step.Rule == "conditions.two-groups");
    }

    [Theory]
    [InlineData("Condition/c-D50.9", Outcome.Bill, "D50.9 E11.9")]
    [InlineData("", Outcome.Bill, "D50.9 E11.9")]
    [InlineData("Condition/c-other", Outcome.Hold, "E11.9")]
    public void A_person_says_that_what_is_under_review_is_chronic(string seen, Outcome outcome, string diagnoses)
    {
        var approval = new HumanDecision
        {
            Patient = "Patient/p1",
            Month = Records.April,
            Kind = DecisionKind.Approve,
            By = "dr-a",
            At = Records.Local("05-02 10:00"),
            Reason = "For years.",
            Rules = ["conditions.two-groups"],
            Evidence = seen.Length == 0 ? [] : [seen],
        };
        var assessment = OfCodes("E11.9 D50.9").With(record => record with { Decisions = [approval] }).Assess();
        (assessment.Outcome, string.Join(' ', assessment.Diagnoses.Select(diagnosis => diagnosis.Code).Order(StringComparer.Ordinal))).ShouldBe((outcome, diagnoses));
        (assessment.Decisions.ShouldHaveSingleItem().NotFollowed is null).ShouldBe(outcome == Outcome.Bill);
        assessment.WithoutDecisions!.Outcome.ShouldBe(Outcome.Hold);
    }

    private static Records OfCodes(string codes) => Records.Eligible().Time("04-14 10:00", 1200)
        .With(record => record with { Conditions = [.. codes.Split(' ').Select(code => Records.Condition("c-" + code, code))] });

    private static Outcome Decide(IEnumerable<ConditionRecord> conditions, int needed) =>
        Assessor.Decide(Record(conditions), Rules(needed), TestTenant.Lakeside, Records.April).Outcome;

    private static PatientRecord Record(IEnumerable<ConditionRecord> conditions) =>
        Records.Eligible().Time("04-14 10:00", 1200).Record with { Conditions = [.. conditions] };

    private static ConditionRecord Condition(int id, int group) => Records.Condition(
        "c" + id.ToString(CultureInfo.InvariantCulture), "g" + group.ToString(CultureInfo.InvariantCulture));

    private static RulesInForce Rules(int needed) => TestRules.StaffOnly with { ConditionGroupsRequired = needed, Conditions = new EveryCodeItsOwnGroup() };

    private sealed class EveryCodeItsOwnGroup : IConditionCatalog
    {
        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings) =>
            new(Chronicity.Chronic, codings[0].Code, codings[0].Code, codings[0].System == ConditionCodeSystem.Icd10Cm);
    }

    [Fact]
    public void What_is_under_review_is_cited_beside_what_is_not_known() =>
        OfCodes("Q99.9 D50.9").Assess().Says("conditions.two-groups").ShouldEndWith("The codes of other active conditions are not known to the rules. <Condition/c-D50.9 Condition/c-Q99.9>");

    [Fact]
    public void Groups_that_would_suffice_with_what_is_under_review_are_for_a_person_to_say() =>
        OfCodes("E11.9 D50.9").Assess().Finding("conditions.two-groups").Message.ShouldEndWith("Other active conditions are often not chronic, and count where a person says that they are.");

    [Fact]
    public void The_rule_cites_what_it_read_and_nothing_else()
    {
        var rules = TestRules.StaffOnly with { Reads = [.. TestRules.StaffOnly.Reads, new ParameterRead("initiating_visit_years", "1 year", new DateOnly(2015, 1, 1), ["faq"], Confidence.Primary)] };
        var assessment = OfCodes("E11.9 I10").Time("04-16 10:00", 1200).Assess(rules: rules);
        assessment.Finding("conditions.two-groups").Reads.Select(static read => read.Parameter).ShouldBe(["condition_groups_required"]);
        assessment.Finding("visit.initiating").Reads.Select(static read => read.Parameter).ShouldBe(["initiating_visit_years"]);
    }

    [Fact]
    public void A_condition_of_which_nothing_else_is_known_counts() =>
        Records.Eligible().Time("04-14 10:00", 1200).With(static record => record with
        {
            Conditions = [.. record.Conditions.Select(static condition => new ConditionRecord { Source = condition.Source, Codings = condition.Codings })],
        }).Assess().Outcome.ShouldBe(Outcome.Bill);
}
