using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Outboxes;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>A claim that has left is replaced or voided by a later revision, once, whatever dies or fails on the way.</summary>
public sealed class CorrectionApprovalTests : CorrectedApril
{
    [Fact]
    public async Task A_changed_bill_is_taken_back_and_replaced_by_a_revision_that_names_it()
    {
        await ChangedAsync(addOns: 2);
        var found = (await LookAsync()).ShouldHaveSingleItem();
        found.Correction.Remedy.ShouldContain($"corrections approve {found.Correction.Id}");
        await ApproveAsync(found);
        (await WriteAsync()).ShouldBe(new WriteBackReport { Sent = 6, Confirmed = 6 });

        Revisions().ShouldBe([(1, LedgerState.Corrected), (1, LedgerState.Corrected), (1, LedgerState.Corrected), (2, LedgerState.Confirmed), (2, LedgerState.Confirmed), (2, LedgerState.Confirmed)]);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(3);
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        (await OverviewAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bill_of_which_nothing_remains_is_voided_and_stays_so()
    {
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).Single());
        await ReleaseAsync();
        (await WriteAsync()).Confirmed.ShouldBe(4);

        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 8:");
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(1);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        (await WriteAsync()).Sent.ShouldBe(0);
        _ledger.All.Where(entry => entry.Revision == 2).Sum(entry => entry.Charge).ShouldBe(0m);
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
    }

    [Fact]
    public async Task A_void_that_has_not_left_when_the_bill_comes_back_gives_its_number_to_nobody()
    {
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).Single());
        Decide("p1", Outcome.Bill);

        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);

        _ledger.All.Select(entry => (entry.Revision, entry.State)).Distinct().Order()
            .ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Corrected), (3, LedgerState.Planned)]);
        await WriteAsync();
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
    }

    [Fact]
    public async Task What_the_record_supports_again_after_a_void_is_a_matter_for_a_person()
    {
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).Single());
        await WriteAsync();
        Decide("p1", Outcome.Bill);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.NeedsCorrection);
        var again = (await LookAsync()).Single(status => status.IsOpen);
        again.Correction.Remedy.ShouldContain("by hand");
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(again))).Message.ShouldContain("not approved");
    }

    [Fact]
    public async Task A_process_that_dies_at_any_step_leaves_one_bill_after_the_next_runs()
    {
        foreach (var outcome in new[] { Outcome.Bill, Outcome.Block })
        {
            for (var crashAt = 1; ; crashAt++)
            {
                var test = new CorrectionApprovalTests();
                if (!await test.CorrectAsync(outcome, crashAt))
                    break;
            }
        }
    }

    [Theory]
    [InlineData(Fault.RequestLost)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.CrashBefore)]
    [InlineData(Fault.CrashAfter)]
    public async Task Whatever_befalls_a_taking_back_nothing_replaces_it_before_it_is_done(Fault fault)
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        _ehr.Faults.Enqueue(fault);
        for (var pass = 0; pass < 3; pass++)
        {
            try
            {
                await WriteAsync();
            }
            catch (CrashException)
            {
                // The next process goes on.
            }

            LiveClaims.Count.ShouldBeLessThanOrEqualTo(1);
            _time.Advance(TimeSpan.FromHours(1));
        }

        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(3);
        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Confirmed);
    }

    [Fact]
    public async Task What_would_be_offset_twice_is_sent_again_only_once_the_ehr_had_its_time_to_show_the_first()
    {
        _ehr.By = TakingBack.ByOffset;
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        _ehr.Faults.Enqueue(Fault.RequestLost);
        var settle = TimeSpan.FromMinutes(1);
        await WriteAsync(settle);
        _ehr.TakenBack.Count.ShouldBe(3);

        (await WriteAsync(settle)).Unknown.ShouldBe(1);
        _ehr.TakenBack.Count.ShouldBe(3, "it may still be on its way");
        _time.Advance(settle);
        await WriteAsync(settle);
        _ehr.TakenBack.Count.ShouldBe(4);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
    }

    [Fact]
    public async Task What_the_ehr_will_not_take_back_waits_for_a_person_and_goes_on_once_it_is_done_by_hand()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        for (var i = 0; i < 3; i++)
            _ehr.Faults.Enqueue(Fault.Rejected);
        await WriteAsync();
        (await WriteAsync()).Sent.ShouldBe(0, "refused once is not asked again");
        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Quarantined && back.Reason == "422 business-rule");
        LiveClaims.Count.ShouldBe(1, "the old one stands");

        _ehr.CancelAll();
        await WriteAsync();
        (await WriteAsync()).Sent.ShouldBe(0);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
    }

    [Fact]
    public async Task What_never_left_uses_up_no_attempt_and_is_taken_back_once_the_ehr_takes_it()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        for (var pass = 0; pass < 12; pass++)
        {
            for (var i = 0; i < 3; i++)
                _ehr.Faults.Enqueue(Fault.NotSent);
            (await WriteAsync()).NotSent.ShouldBe(3);
            _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Planned && back.Attempts == 0 && back.SentAt == null && back.Reason == "connection refused");
        }

        await WriteAsync();

        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Confirmed);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
    }

    [Fact]
    public async Task What_was_set_aside_while_it_was_taken_back_is_taken_up_by_a_retry_of_what_waits_for_it()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        var waiting = (await Outbox.ListAsync(null, LedgerState.Planned, default)).Single(item => item.Entry.Code is null);
        waiting.Advice.ShouldStartWith("It waits until what it replaces is taken back");
        for (var i = 0; i < 3; i++)
            _ehr.Faults.Enqueue(Fault.Rejected);
        await WriteAsync();
        waiting = (await Outbox.FindAsync(waiting.Entry.RevisionIdentifier, default))!;
        waiting.Advice.ShouldContain("422 business-rule");
        waiting.Advice.ShouldContain("'outbox retry'");

        (await RetryAsync(waiting)).Result.ShouldBe(OutboxResult.Done);
        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.InDoubt && back.Attempts == 0);
        (await RetryAsync((await Outbox.FindAsync(waiting.Entry.RevisionIdentifier, default))!)).Result.ShouldBe(OutboxResult.AlreadyDone);
        await WriteAsync();

        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Confirmed);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
        _ehr.Copies.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_record_that_takes_long_takes_nothing_from_the_time_in_which_the_ehr_shows_what_it_took()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        _ledger.Step = step =>
        {
            if (step == "after taken back Sending")
                _time.Advance(SettleTime.UntilItLeaves(Practice.Tenant.Ehr) + TimeSpan.FromSeconds(1));
        };
        (await WriteAsync()).NotSent.ShouldBe(3);
        _ehr.TakenBack.ShouldBeEmpty();

        _ledger.Step = null;
        await WriteAsync();
        _ledger.TakenBack.ShouldAllBe(back => back.State == LedgerState.Confirmed);
    }

    [Fact]
    public async Task Only_what_the_payer_takes_and_the_ehr_can_be_told_is_approved()
    {
        await ChangedAsync(addOns: 2);
        var found = (await LookAsync()).Single();
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found, Practice.Tenant))).Message.ShouldContain("takes no replacement");
        _ehr.Refuses.Add("ChargeItem");
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found))).Message.ShouldContain("lets no ChargeItem be taken back");
        _ehr.Refuses.Clear();
        await ReopenAsync();
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found))).Message.ShouldContain("was reopened");
        _ledger.All.ShouldAllBe(entry => entry.Revision == 1);
        (await LookAsync()).Single().IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_month_that_holds_for_a_person_is_not_corrected_by_a_claim()
    {
        await ChangedAsync(outcome: Outcome.Hold);
        var found = (await LookAsync()).Single();
        found.Correction.IsReplaceable.ShouldBeFalse();
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found))).Message.ShouldContain("holds for a person");
    }

    [Fact]
    public async Task Approving_twice_is_approving_once()
    {
        await ChangedAsync(addOns: 2);
        var found = (await LookAsync()).Single();
        var approved = await ApproveAsync(found);
        await ApproveAsync(approved);
        await WriteAsync();
        await ApproveAsync((await LookAsync()).Single());
        await WriteAsync();
        _ledger.All.Max(entry => entry.Revision).ShouldBe(2);
        _ehr.Copies.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_replacement_whose_bill_changes_before_it_leaves_still_names_what_the_payer_has()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        Decide("p1", Outcome.Bill, addOns: 0);
        await ReleaseAsync();
        await WriteAsync();
        LiveClaims.ShouldHaveSingleItem().ShouldEndWith("R1");
        _ledger.All.Where(entry => entry.State == LedgerState.Confirmed).ShouldAllBe(entry => entry.Revision == 3);
    }

    [Fact]
    public async Task Nothing_is_taken_back_while_the_month_is_reopened()
    {
        await ChangedAsync(addOns: 2);
        await ApproveAsync((await LookAsync()).Single());
        await ReopenAsync();
        (await WriteAsync()).ShouldBe(new WriteBackReport { Withheld = 3 });
        _ehr.TakenBack.ShouldBeEmpty();

        _time.Advance(TimeSpan.FromHours(1));
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        (await WriteAsync()).Confirmed.ShouldBe(6);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
    }

    [Fact]
    public async Task A_void_that_was_held_by_a_reopening_leaves_after_the_next_close()
    {
        await ChangedAsync(outcome: Outcome.Block);
        await ApproveAsync((await LookAsync()).Single());
        await ReopenAsync();
        _ledger.All.Single(entry => entry.Revision == 2).State.ShouldBe(LedgerState.Held);
        (await ReleaseAsync()).Patients.Single().Refusal.ShouldBe(ReleaseRefusal.Reopened);
        _time.Advance(TimeSpan.FromHours(1));
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        await WriteAsync();
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 8:");
    }

    [Fact]
    public async Task What_is_under_way_is_not_settled_by_word_and_what_is_stuck_may_be()
    {
        await ChangedAsync(addOns: 2);
        var approved = await ApproveAsync((await LookAsync()).Single());
        (await Should.ThrowAsync<CorrectionException>(() => SettleAsync(approved))).Message.ShouldContain("is on its way");

        // Before the replacement left, the record came to nothing: it is held, and the payer still has the first claim.
        Decide("p1", Outcome.Block);
        await ReleaseAsync();
        await WriteAsync();
        (await LookAsync()).Single().IsOnItsWay.ShouldBeTrue();
        _ledger.All.Where(entry => entry.Revision == 2).ShouldAllBe(entry => entry.State == LedgerState.Held);
        (await SettleAsync(approved)).Last.Step.ShouldBe(CorrectionStep.Done);
    }

    private Outbox Outbox => new(_ledger);

    private Task<OutboxAnswer> RetryAsync(OutboxItem item) =>
        new OutboxActions(_ledger, Release(Replaced), Assessing()).RetryAsync(item, new OutboxWord("biller", "The scope was granted."), _ledger.Lease(), default);

    private Task<CorrectionStatus> SettleAsync(CorrectionStatus status) =>
        Looking().SettleAsync(status.Correction.Id, "biller", "Voided by hand.", default);

    private async Task<bool> CorrectAsync(Outcome outcome, int crashAt)
    {
        await ChangedAsync(addOns: 2, outcome);
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
        var lines = outcome == Outcome.Bill ? 2 : 0;
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(1 + lines, $"after a death at step {crashAt}");
        _ehr.Copies.Count.ShouldBe(4 + lines, $"nothing twice after a death at step {crashAt}");
        _ledger.All.Where(entry => entry.Revision == 2).ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        _ledger.TakenBack.Count.ShouldBe(3);
        return crashed;
    }

    private IEnumerable<(int, LedgerState)> Revisions() => _ledger.All.Select(entry => (entry.Revision, entry.State)).Order();
}
