using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

/// <summary>What becomes of a bill whose record changes while nobody can tell whether the EHR has it, and which the EHR turns out not to have.</summary>
public sealed class AbsentBillsTests : AprilOfAPractice
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bill_that_is_none_any_more_does_not_leave_again(bool together)
    {
        var ehr = new FakeEhr { Together = together };
        await LoseAsync(ehr);
        Decide("p1", Outcome.Block);
        await ReleaseAsync();
        _time.Advance(TimeSpan.FromHours(1));

        (await JudgeAndWriteAsync(ehr)).Sent.ShouldBe(0);

        ehr.Copies.ShouldBeEmpty();
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Held);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.NotBillable, "nobody has a claim to correct");
        (await JudgeAndWriteAsync(ehr)).Sent.ShouldBe(0);
    }

    [Fact]
    public async Task A_charge_does_not_leave_again_where_the_ehr_takes_no_claims_and_its_bill_is_none_any_more()
    {
        var ehr = new FakeEhr();
        ehr.Refuses.Add("Claim");
        await LoseAsync(ehr);
        Decide("p1", Outcome.Block);
        await ReleaseAsync();
        _time.Advance(TimeSpan.FromHours(1));
        var before = ehr.Copies.Count;

        (await JudgeAndWriteAsync(ehr)).Sent.ShouldBe(0);

        ehr.Copies.Count.ShouldBe(before);
        _ledger.All.ShouldNotContain(entry => entry.State == LedgerState.Planned);
    }

    [Fact]
    public async Task A_charge_waits_where_the_ehr_takes_no_claims_and_its_claim_is_kept_here()
    {
        var ehr = new FakeEhr();
        ehr.Refuses.Add("Claim");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var claim = _ledger.All.Single(entry => entry.Code is null);
        await _ledger.MoveAsync(_ledger.TakeFence(), claim, LedgerState.Held, default);

        (await WriteAsync(ehr)).ShouldBe(new WriteBackReport { Waiting = 2 });

        ehr.Sends.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bill_of_more_minutes_leaves_as_a_new_revision_and_nothing_is_corrected(bool together)
    {
        var ehr = new FakeEhr { Together = together };
        await LoseAsync(ehr);
        Decide("p1", Outcome.Bill, addOns: 2);
        await ReleaseAsync();
        _time.Advance(TimeSpan.FromHours(1));

        await JudgeAndWriteAsync(ehr);

        _ledger.All.Select(entry => (entry.Revision, entry.State)).Distinct().Order().ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Confirmed)]);
        ehr.Identifiers.ShouldBeUnique();
        ehr.Copies.Count.ShouldBe(3);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
    }

    [Fact]
    public async Task A_claim_that_was_held_when_it_was_found_absent_is_replaced_by_the_next_release()
    {
        var ehr = new FakeEhr();
        await LoseAsync(ehr);
        Decide("p1", Outcome.Bill, addOns: 2);
        await ReleaseAsync();
        (await WriteAsync(ehr)).Sent.ShouldBe(0);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Held);

        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);

        (await JudgeAndWriteAsync(ehr)).Confirmed.ShouldBe(3);
        ehr.Copies.ShouldAllBe(copy => copy.RevisionIdentifier!.Contains("R2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bill_that_is_the_same_leaves_again_in_the_pass_that_found_it_absent()
    {
        var ehr = new FakeEhr { Together = true };
        await LoseAsync(ehr);

        (await JudgeAndWriteAsync(ehr)).ShouldBe(new WriteBackReport { Sent = 3, Confirmed = 3 });

        _ledger.All.ShouldAllBe(entry => entry.Revision == 1 && entry.Attempts == 2);
    }

    [Fact]
    public async Task A_claim_that_arrives_after_all_keeps_the_later_revision_here()
    {
        var ehr = new FakeEhr();
        await LoseAsync(ehr);
        var late = _ledger.All.Single(entry => entry.Code is null);
        Decide("p1", Outcome.Bill, addOns: 2);
        await ReleaseAsync();
        await WriteAsync(ehr);
        await ReleaseAsync();
        ehr.Create(new OutboundResource("Claim", late.Identifier, late.RevisionIdentifier, late.Patient, late.Body), "Claim/late");

        (await JudgeAndWriteAsync(ehr)).Quarantined.ShouldBe(1);

        _ledger.All.Single(entry => entry is { Code: null, Revision: 2 }).Reason!.ShouldContain("another revision");
        ehr.Copies.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(WriteVerb.UpdateAsCreate)]
    [InlineData(WriteVerb.PlainCreate)]
    public async Task Another_revision_waits_until_what_was_sent_can_no_longer_arrive(WriteVerb verb)
    {
        var ehr = new FakeEhr { Verb = verb };
        var settle = SettleTime.Of(Practice.Tenant.Ehr);
        await LoseAsync(ehr);
        Decide("p1", Outcome.Bill, addOns: 2);

        (await JudgeAndWriteAsync(ehr, settle)).Sent.ShouldBe(0);

        _ledger.All.Single(entry => entry.Code is null).State.ShouldBe(LedgerState.InDoubt, "it is asked for again");
        _time.Advance(settle);
        (await JudgeAndWriteAsync(ehr, settle)).Confirmed.ShouldBe(3);
        ehr.Copies.ShouldAllBe(copy => copy.RevisionIdentifier!.Contains("R2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claim_that_the_EHR_said_that_it_took_is_corrected_also_once_it_was_set_aside()
    {
        var ehr = new FakeEhr();
        await LoseAsync(ehr);
        var claim = _ledger.All.Single(entry => entry.Code is null);
        await _ledger.MoveAsync(_ledger.TakeFence(), claim with { EhrReference = "Claim/123", Reason = "The EHR took it and never showed it." }, LedgerState.Quarantined, default);
        Decide("p1", Outcome.Block);

        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.NeedsCorrection);
    }

    private async Task LoseAsync(FakeEhr ehr)
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        ehr.Faults.Enqueue(Fault.RequestLost);
        await WriteAsync(ehr);
        _ledger.All.ShouldContain(entry => entry.State == LedgerState.InDoubt);
    }
}
