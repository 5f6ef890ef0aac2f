using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Outboxes;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Outboxes;

public sealed class OutboxActionsTests : AprilOfAPractice
{
    private static readonly OutboxWord s_word = new("A. Biller", "Looked at it.");

    [Fact]
    public async Task What_does_not_conform_is_never_taken_up_as_it_is()
    {
        _bodies.Broken = "99490";
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var broken = _ledger.All.Single(entry => entry.State == LedgerState.Quarantined);
        var claim = _ledger.All.Single(entry => entry.Code is null);

        (await RetryAsync(broken)).Result.ShouldBe(OutboxResult.Refused);
        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.Refused);
        (await Actions().ReleaseAsync(await ItemAsync(claim), s_word, _ledger.Lease(), default)).Judged!.Status.ShouldBe(ReleaseStatus.Quarantined);

        _ledger.All.Select(entry => entry.State).Order().ShouldBe([LedgerState.Held, LedgerState.Held, LedgerState.Quarantined]);
    }

    [Fact]
    public async Task What_was_found_twice_before_anything_was_sent_is_sent_once_it_is_gone()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var claim = _ledger.All.Single(entry => entry.Code is null);
        var crowded = new FakeEhr();
        for (var copy = 1; copy <= 2; copy++)
            crowded.Create(new OutboundResource("Claim", claim.Identifier, claim.RevisionIdentifier, claim.Patient, claim.Body), $"Claim/{copy}");
        await WriteAsync(crowded);
        (await ItemAsync(claim)).ShouldSatisfyAllConditions(
            item => item.Entry.State.ShouldBe(LedgerState.Quarantined), item => item.Entry.Attempts.ShouldBe(0), item => item.NeverLeft.ShouldBeFalse());

        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.Done);
        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.AlreadyDone);
        (await WriteAsync(crowded)).Quarantined.ShouldBe(1, "the EHR is asked first");
        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.Done);
        var emptied = new FakeEhr();
        var settle = SettleTime.Of(Practice.Tenant.Ehr);
        var patient = new WriteBackRun(_ledger, emptied, _bodies, Practice.Tenant, _time, settle);
        (await patient.InTurnAsync(_ledger.Lease())).Sent.ShouldBe(0, "what was seen there a moment ago may be shown again");
        _time.Advance(settle);
        await patient.InTurnAsync(_ledger.Lease());

        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        emptied.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task A_budget_of_attempts_that_is_used_up_begins_anew()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var claim = _ledger.All.Single(entry => entry.Code is null);
        var deaf = new FakeEhr { Verb = WriteVerb.UpdateAsCreate };
        for (var run = 0; (await ItemAsync(claim)).Entry.State != LedgerState.Quarantined; run++)
        {
            run.ShouldBeLessThan(30);
            deaf.Faults.Clear();
            deaf.Faults.Enqueue(Fault.RequestLost);
            await WriteAsync(deaf);
        }

        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.Done);
        deaf.Faults.Clear();
        await WriteAsync(deaf);

        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        deaf.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task What_was_refused_for_good_is_not_moved_by_anybody()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var claim = _ledger.All.Single(entry => entry.Code is null);
        var ehr = new FakeEhr();
        ehr.Faults.Enqueue(Fault.Rejected);
        await WriteAsync(ehr);
        var item = await ItemAsync(claim);
        item.Entry.State.ShouldBe(LedgerState.Rejected);

        (await RetryAsync(claim)).Result.ShouldBe(OutboxResult.Refused);
        (await Actions().ReleaseAsync(item, s_word, _ledger.Lease(), default)).Result.ShouldBe(OutboxResult.Refused);
        (await Actions().QuarantineAsync(item, s_word, _ledger.Lease(), default)).Result.ShouldBe(OutboxResult.Refused);
        (await ItemAsync(claim)).Entry.State.ShouldBe(LedgerState.Rejected);
    }

    [Fact]
    public async Task A_release_of_one_patient_closes_no_month_and_touches_nobody_else()
    {
        Decide("p2", Domain.Assessments.Outcome.Bill, coverage: "c2");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        foreach (var claim in _ledger.All.Where(entry => entry.Code is null).ToList())
        {
            await Actions().QuarantineAsync(await ItemAsync(claim), s_word, _ledger.Lease(), default);
            await RetryAsync(claim);
        }

        var one = _ledger.All.First(entry => entry.Code is null);
        (await Actions().ReleaseAsync(await ItemAsync(one), s_word, _ledger.Lease(), default)).Result.ShouldBe(OutboxResult.Done);

        _ledger.All.ShouldAllBe(entry => entry.State == (entry.Patient == one.Patient ? LedgerState.Planned : LedgerState.Held));
    }

    private async Task<OutboxAnswer> RetryAsync(LedgerEntry entry) => await Actions().RetryAsync(await ItemAsync(entry), s_word, _ledger.Lease(), default);

    private Task<OutboxItem> ItemAsync(LedgerEntry entry) => new Outbox(_ledger).ItemAsync(entry, default);

    private OutboxActions Actions() => new(
        _ledger,
        new ReleaseRun(new ReleaseStores(_store, _store, _store, _ledger), new LineMapping(), Practice.MonthRules(_store), _bodies, Mode(ReleaseMode.Auto), _time, Engine),
        Assessing());
}
