using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>The EHR takes only one of Claim and ChargeItem: that one is taken back and written anew, the other is corrected where it is served.</summary>
public sealed class OneSidedCorrectionTests : CorrectedApril
{
    [Theory]
    [InlineData("Claim", false)]
    [InlineData("Claim", true)]
    [InlineData("ChargeItem", false)]
    [InlineData("ChargeItem", true)]
    public async Task A_bill_is_replaced_with_what_is_there(string notTaken, bool isHeldMeanwhile)
    {
        _ehr.Refuses.Add(notTaken);
        await ChangedAsync(addOns: 2);
        // The pass of the service judges the month before a person does, and holds what has not left.
        if (isHeldMeanwhile)
            (await ReleaseAsync()).Patients.ShouldHaveSingleItem().Status.ShouldBe(ReleaseStatus.NeedsCorrection);
        await ApproveAsync((await LookAsync()).ShouldHaveSingleItem());
        await WriteAsync();

        Standing(revision: 1).ShouldBe([LedgerState.Corrected]);
        _ehr.Copies.ShouldAllBe(copy => !copy.Reference.StartsWith(notTaken + "/", StringComparison.Ordinal));
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(notTaken == "Claim" ? 2 : 1);
        _ledger.TakenBack.Count.ShouldBe(notTaken == "Claim" ? 2 : 1);
        _ledger.All.Where(entry => entry.Revision == 2).ShouldAllBe(entry => entry.State == (entry.ResourceType == notTaken ? LedgerState.Planned : LedgerState.Confirmed));
        _bodies.Read(Claim(revision: 2).Body).Replaces!.IsVoid.ShouldBeFalse();
        await ShouldBeAtRestAsync();
    }

    [Theory]
    [InlineData("Claim", 0)]
    [InlineData("ChargeItem", 1)]
    public async Task A_bill_of_which_nothing_remains_is_voided_with_what_is_there(string notTaken, int live)
    {
        _ehr.Refuses.Add(notTaken);
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).ShouldHaveSingleItem());
        await WriteAsync();

        Standing(revision: 1).ShouldBe([LedgerState.Corrected]);
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(live);
        _bodies.Read(Claim(revision: 2).Body).Replaces!.IsVoid.ShouldBeTrue();
        await ShouldBeAtRestAsync();
    }

    [Fact]
    public async Task After_a_void_that_was_served_the_month_is_a_matter_for_a_person_again()
    {
        _ehr.Refuses.Add("Claim");
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).Single());
        await WriteAsync();
        Decide("p1", Outcome.Bill);

        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.NeedsCorrection);
        (await WriteAsync()).Sent.ShouldBe(0);
        _ledger.All.Max(entry => entry.Revision).ShouldBe(2);
        (await LookAsync()).Single(status => status.IsOpen).Correction.Remedy.ShouldContain("by hand");
    }

    [Fact]
    public async Task A_claim_that_the_ehr_takes_and_does_not_have_yet_is_not_corrected_beside_it()
    {
        _ehr.Refuses.Add("Claim");
        await ChangedAsync(addOns: 2);
        var found = (await LookAsync()).Single();
        _ehr.Refuses.Clear();
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found))).Message.ShouldContain("is not confirmed");
        _ledger.All.ShouldAllBe(entry => entry.Revision == 1);
    }

    [Theory]
    [InlineData("Claim")]
    [InlineData("ChargeItem")]
    public async Task A_process_that_dies_at_any_step_leaves_one_bill_after_the_next_runs(string notTaken)
    {
        for (var crashAt = 1; ; crashAt++)
        {
            var test = new OneSidedCorrectionTests();
            test._ehr.Refuses.Add(notTaken);
            if (!await test.CorrectAsync(crashAt, live: notTaken == "Claim" ? 2 : 1))
                break;
        }
    }

    private async Task<bool> CorrectAsync(int crashAt, int live)
    {
        await ChangedAsync(addOns: 2);
        var found = (await LookAsync()).Single();
        var (steps, crashed) = (0, false);
        _ledger.Step = _ =>
        {
            if (++steps == crashAt)
                throw new CrashException("The process died here.");
        };
        try
        {
            await ApproveAsync(found);
            await WriteAsync();
        }
        catch (CrashException)
        {
            crashed = true;
        }

        _ledger.Step = null;
        _time.Advance(TimeSpan.FromHours(1));
        await ApproveAsync((await LookAsync()).Single());
        await ReleaseAsync();
        await WriteAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await WriteAsync();
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(live, $"after a death at step {crashAt}");
        (await LookAsync()).Single().Last.Step.ShouldBe(CorrectionStep.Done, $"after a death at step {crashAt}");
        return crashed;
    }

    private IEnumerable<LedgerState> Standing(int revision) => _ledger.All.Where(entry => entry.Revision == revision).Select(entry => entry.State).Distinct();

    private Ledger.LedgerEntry Claim(int revision) => _ledger.All.Single(entry => entry.Code is null && entry.Revision == revision);

    private async Task ShouldBeAtRestAsync()
    {
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
        (await ReleaseAsync()).Patients.ShouldHaveSingleItem().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        (await WriteAsync()).Sent.ShouldBe(0);
        (await OverviewAsync()).Broken.ShouldBeEmpty();
    }
}
