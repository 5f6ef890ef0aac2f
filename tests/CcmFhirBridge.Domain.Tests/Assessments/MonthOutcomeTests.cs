using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments;

public sealed class MonthOutcomeTests
{
    [Theory]
    [InlineData(1199, Outcome.None)]
    [InlineData(1200, Outcome.Block)]
    public void Time_too_short_for_any_code_comes_to_nothing_whatever_else_is_missing(int seconds, Outcome outcome)
    {
        var record = Records.Eligible().Time("04-14 10:00", seconds).With(record => record with { Consents = [], Coverages = [], Conditions = [] }).Record;
        var decided = Assessor.Decide(record, TestRules.Whole, TestTenant.Lakeside, Records.April);
        (decided.Outcome, decided.Lines.Length).ShouldBe((outcome, outcome == Outcome.None ? 0 : 1));
    }

    [Fact]
    public void Time_of_the_month_before_reaches_no_floor_of_this_one()
    {
        var record = Records.Eligible().Time("03-31 23:50", 1799).Record;
        Assessor.Decide(record, TestRules.Whole, TestTenant.Lakeside, Records.April).Outcome.ShouldBe(Outcome.None);
    }

    [Fact]
    public void Threads_that_decide_at_once_do_not_disturb_each_other()
    {
        var records = Enumerable.Range(1, 200).Select(minutes => Records.Eligible().Time("04-14 10:00", minutes * 20).Time("04-15 10:00", minutes * 7, TestTenant.DrA).Record).ToArray();
        var alone = records.Select(record => Assessor.Assess(record, TestRules.Whole, TestTenant.Lakeside, Records.April, "0.1.0").Print()).ToArray();
        Parallel.For(0, 8, turn =>
        {
            for (var i = 0; i < records.Length; i++)
            {
                var at = (i + (turn * 25)) % records.Length;
                var outcome = Assessor.Decide(records[at], TestRules.Whole, TestTenant.Lakeside, Records.April);
                outcome.Explain("0.1.0").Print().ShouldBe(alone[at]);
            }
        });
    }

    [Fact]
    public void A_practice_never_gets_the_charges_or_the_rules_of_another()
    {
        var dear = TestTenant.WithBilling(billing => billing with { Charges = billing.Charges.SetItem("99490", 200m) });
        var cheaper = TestRules.StaffOnly with { Codes = [TestRules.Base99490 with { AmountNonFacility = 1m }, TestRules.AddOn99439] };
        var record = Records.Eligible().Time("04-14 10:00", 1200).Record;
        for (var turn = 0; turn < 3; turn++)
        {
            Line(record, TestRules.StaffOnly, TestTenant.Lakeside).ShouldBe((125.00m, 66.13m));
            Line(record, TestRules.StaffOnly, dear).ShouldBe((200m, 66.13m));
            Line(record, cheaper, dear).ShouldBe((200m, 1m));
        }
    }

    [Fact]
    public void More_months_than_are_remembered_are_still_each_decided_by_themselves()
    {
        var record = Records.Eligible().Time("04-14 10:00", 1200).Record;
        for (var turn = 0; turn < 2; turn++)
        {
            for (var month = 1; month <= 12; month++)
            {
                var outcome = Assessor.Decide(record, TestRules.StaffOnly, TestTenant.Lakeside, new ServiceMonth(2026, month)).Outcome;
                outcome.ShouldBe(month == 4 ? Outcome.Bill : Outcome.None);
            }
        }
    }

    private static (decimal? Charge, decimal? Amount) Line(PatientRecord record, RulesInForce rules, Tenant tenant)
    {
        var line = Assessor.Decide(record, rules, tenant, Records.April).Lines.ShouldHaveSingleItem();
        return (line.Charge, line.Amount);
    }

    [Theory]
    [InlineData("99490", Outcome.Hold)]
    [InlineData("99424", Outcome.Block)]
    public void Another_service_that_is_the_only_one_of_the_record_is_looked_at(string code, Outcome outcome)
    {
        var assumed = TestTenant.With(policy => policy with { InitiatingVisit = InitiatingVisitPolicy.Assumed });
        var other = Records.Visit(code, "2026-04-08", code == "99490" ? TestTenant.DrB : TestTenant.DrA);
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [other] }).Assess(assumed, TestRules.Whole).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void Beside_time_that_was_not_counted_another_service_is_still_looked_at() =>
        Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 600, TestTenant.Desk).Service(Records.Visit("99424", "2026-04-08")).Assess(TestTenant.With(static policy => policy), TestRules.Whole).Outcome.ShouldBe(Outcome.Block);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Beside_another_service_time_given_to_another_patient_still_holds(bool beside)
    {
        var records = Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 1800, elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-15 10:00", 1800), "Patient/p2")]);
        var assessment = (beside ? records.Service(Records.Visit("99495", "2026-04-08")) : records).Assess(TestTenant.With(static policy => policy), TestRules.Whole);
        (assessment.Answer("time.staff-elsewhere"), assessment.Outcome).ShouldBe(("cannot-tell hold", Outcome.Hold));
    }
}
