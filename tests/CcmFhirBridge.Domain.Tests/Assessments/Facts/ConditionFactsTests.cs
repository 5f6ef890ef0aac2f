using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
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
}
