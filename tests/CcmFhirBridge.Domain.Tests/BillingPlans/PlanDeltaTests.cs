using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.BillingPlans;

public sealed class PlanDeltaTests
{
    private static BillingPlan Plan(int seconds) => BillingPlanner.Plan(Records.Eligible().Time("04-14 10:00", seconds).Assess());

    private static BilledLine Billed(string code, int units, decimal charge, int revision = 1, LedgerState state = LedgerState.Confirmed) => new(code, units, charge, revision, state);

    [Fact]
    public void An_empty_ledger_gets_all_lines_as_the_first_revision()
    {
        var delta = PlanDelta.Between(Plan(2400), []);
        delta.Lines.Select(line => line.Code).ShouldBe(["99490", "99439"]);
        delta.Revision.ShouldBe(1);
        delta.Differences.ShouldBeEmpty();
        delta.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void A_held_month_creates_nothing() =>
        PlanDelta.Between(Plan(1200) with { Outcome = Outcome.Hold }, []).IsEmpty.ShouldBeTrue();

    [Theory]
    [InlineData(LedgerState.Planned)]
    [InlineData(LedgerState.Sending)]
    [InlineData(LedgerState.InDoubt)]
    [InlineData(LedgerState.Confirmed)]
    [InlineData(LedgerState.Rejected)]
    [InlineData(LedgerState.Quarantined)]
    [InlineData(LedgerState.Held)]
    public void What_the_ledger_holds_is_never_created_again(LedgerState state) =>
        PlanDelta.Between(Plan(1200), [Billed("99490", 1, 125.00m, state: state)]).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Running_twice_is_running_once()
    {
        var plan = Plan(3600);
        var first = PlanDelta.Between(plan, []);
        var ledger = first.Lines.Select(line => Billed(line.Code, line.Units, line.Charge!.Value, first.Revision)).ToArray();
        PlanDelta.Between(plan, ledger).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_ledger_of_corrected_lines_only_gets_the_next_revision()
    {
        var delta = PlanDelta.Between(Plan(1200), [Billed("99490", 1, 125.00m, 2, LedgerState.Corrected)]);
        (delta.Lines.Length, delta.Revision).ShouldBe((1, 3));
    }

    [Fact]
    public void Whatever_disagrees_is_said_in_words_and_nothing_is_sent()
    {
        Differences(Plan(3600), Billed("99490", 1, 125.00m), Billed("99439", 1, 95.50m)).ShouldBe(["99439 has 1 units in the ledger and 2 in the plan."]);
        Differences(Plan(2400), Billed("99490", 1, 125.00m)).ShouldBe(["99439 × 1 is planned and not in the ledger."]);
        Differences(Plan(1200), Billed("99490", 1, 120.00m), Billed("99439", 1, 95.50m))
            .ShouldBe(["99490 is charged 120.00 in the ledger and 125.00 in the plan.", "99439 × 1 is in the ledger and no longer planned."]);
        Differences(Plan(0), Billed("99490", 1, 125.00m)).ShouldBe(["The ledger holds a bill of the month, and the assessment now says none.", "99490 × 1 is in the ledger and no longer planned."]);
    }

    [Fact]
    public void The_highest_revision_is_the_one_that_stands_and_the_next_is_one_more()
    {
        BilledLine[] ledger = [Billed("99490", 2, 250.00m, 1, LedgerState.Rejected), Billed("99490", 1, 125.00m, 2)];
        PlanDelta.Between(Plan(1200), ledger).IsEmpty.ShouldBeTrue();
        PlanDelta.Between(Plan(1200), ledger).Revision.ShouldBe(3);
        PlanDelta.Between(Plan(1200), [Billed("99490", 1, 125.00m, 1, LedgerState.Corrected), Billed("99490", 1, 125.00m, 2, LedgerState.Corrected)]).Revision.ShouldBe(3);
    }

    [Fact]
    public void What_is_no_longer_planned_is_said_in_the_order_of_the_codes() =>
        Differences(Plan(0), Billed("99490", 1, 125.00m), Billed("99439", 2, 191.00m)).ShouldBe(
        [
            "The ledger holds a bill of the month, and the assessment now says none.", "99439 × 2 is in the ledger and no longer planned.", "99490 × 1 is in the ledger and no longer planned.",
        ]);

    private static string[] Differences(BillingPlan plan, params BilledLine[] ledger)
    {
        var delta = PlanDelta.Between(plan, ledger);
        delta.Lines.ShouldBeEmpty();
        return [.. delta.Differences];
    }
}
