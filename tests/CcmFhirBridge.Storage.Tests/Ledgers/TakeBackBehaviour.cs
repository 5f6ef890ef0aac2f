using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

/// <summary>A bill that has left makes room for a later revision in one commit, and is taken back once.</summary>
public abstract class TakeBackBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private long _fence;
    private ClaimSlot _slot;

    protected override async Task BeginAsync()
    {
        _fence = await Store.TakeFenceAsync("test", default);
        _slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), ServiceMonth.Parse("2026-04"));
        await Store.PlanAsync(_fence, [Entries.Claim(_slot), Entries.Charge(_slot, "99490")], default);
    }

    [Fact]
    public async Task A_later_revision_is_planned_with_what_it_takes_back_all_or_none()
    {
        await ConfirmAsync();
        await Store.ReviseAsync(_fence, Revision(), default);
        await ReopenAsync();
        (await Store.SlotAsync(_slot, default)).Select(entry => (entry.Code, entry.Revision, entry.State)).ShouldBe(
            [(null, 1, LedgerState.Corrected), ("99490", 1, LedgerState.Corrected), (null, 2, LedgerState.Planned)]);
        var backs = await Store.TakeBacksAsync(default);
        backs.Select(back => (back.Code, back.State, Encoding.UTF8.GetString(back.Body.Span), back.Slot)).ShouldBe(
            [(null, LedgerState.Planned, "taken back", _slot), ("99490", LedgerState.Planned, "taken back", _slot)]);
        (await Store.BrokenHistoriesAsync(_slot.Month, default)).ShouldBeEmpty();
        (await Store.HistoryAsync(Entries.Claim(_slot).RevisionIdentifier, default))[^1].To.ShouldBe(LedgerState.Corrected);
    }

    [Fact]
    public async Task What_the_ehr_has_not_confirmed_makes_no_room()
    {
        var planned = Revision(LedgerState.Planned);
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.ReviseAsync(_fence, planned, default));
        (await Store.SlotAsync(_slot, default)).ShouldAllBe(entry => entry.State == LedgerState.Planned);
        (await Store.TakeBacksAsync(default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LedgerState.Planned)]
    [InlineData(LedgerState.Held)]
    public async Task What_the_ehr_takes_none_of_makes_room_without_being_taken_back(LedgerState stands)
    {
        await ConfirmAsync(Entries.Charge(_slot, "99490"));
        if (stands == LedgerState.Held)
            await Store.MoveAsync(_fence, Entries.Claim(_slot), LedgerState.Held, default);
        var revision = Revision();
        LedgerEntry[] old = [Entries.Claim(_slot, state: stands), revision.Old[1]];
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.ReviseAsync(_fence, revision with { Old = old, TakeBacks = [] }, default));

        await Store.ReviseAsync(_fence, revision with { Old = old, TakeBacks = [revision.TakeBacks[1]] }, default);

        (await Store.SlotAsync(_slot, default)).Select(entry => (entry.Code, entry.Revision, entry.State)).ShouldBe(
            [(null, 1, LedgerState.Corrected), ("99490", 1, LedgerState.Corrected), (null, 2, LedgerState.Planned)]);
        (await Store.TakeBacksAsync(default)).ShouldHaveSingleItem().Code.ShouldBe("99490");
        (await Store.HistoryAsync(Entries.Claim(_slot).RevisionIdentifier, default)).Select(line => line.To).ShouldBe([LedgerState.Planned, LedgerState.Held, LedgerState.Corrected]);
        (await Store.BrokenHistoriesAsync(_slot.Month, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_charge_that_was_sent_and_turned_out_absent_makes_room_without_being_taken_back()
    {
        await ConfirmAsync(Entries.Claim(_slot));
        var charge = Entries.Charge(_slot, "99490") with { Attempts = 1, SentAt = Factory.Time.GetUtcNow() };
        foreach (var to in new[] { LedgerState.Sending, LedgerState.InDoubt })
            await Store.MoveAsync(_fence, charge, to, default);
        var revision = Revision();
        revision = revision with { Old = [revision.Old[0], charge with { State = LedgerState.InDoubt }], TakeBacks = [revision.TakeBacks[0]] };
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.ReviseAsync(_fence, revision, default));

        await Store.MoveAsync(_fence, charge, LedgerState.Planned, default);
        await Store.ReviseAsync(_fence, revision with { Old = [revision.Old[0], charge with { State = LedgerState.Planned }] }, default);

        (await Store.SlotAsync(_slot, default)).Where(entry => entry.Revision == 1).ShouldAllBe(entry => entry.State == LedgerState.Corrected);
        (await Store.TakeBacksAsync(default)).ShouldHaveSingleItem().Code.ShouldBeNull();
        (await Store.BrokenHistoriesAsync(_slot.Month, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revision_that_cannot_be_planned_leaves_everything_as_it_was()
    {
        await ConfirmAsync();
        var revision = Revision();
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.ReviseAsync(_fence, revision with { New = [revision.New[0], Entries.Claim(_slot, revision: 3)] }, default));
        (await Store.SlotAsync(_slot, default)).ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        (await Store.TakeBacksAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_taking_back_goes_the_way_of_an_entry_and_is_confirmed_once()
    {
        await ConfirmAsync();
        await Store.ReviseAsync(_fence, Revision(), default);
        var back = (await Store.TakeBacksAsync(default))[0];
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.MoveAsync(_fence, back, LedgerState.Confirmed, default));
        var sending = back with { Attempts = 1, SentAt = Factory.Time.GetUtcNow() };
        await Store.MoveAsync(_fence, sending, LedgerState.Sending, default);
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.MoveAsync(_fence, sending, LedgerState.Rejected, default));
        await Should.ThrowAsync<LedgerIntegrityException>(() => Store.MoveAsync(_fence, sending with { Body = "other"u8.ToArray() }, LedgerState.InDoubt, default));
        await Store.MoveAsync(_fence, sending with { Reason = "no answer" }, LedgerState.InDoubt, default);
        (await Store.TakeBacksAsync(default))[0].ShouldSatisfyAllConditions(
            kept => kept.State.ShouldBe(LedgerState.InDoubt), kept => kept.Attempts.ShouldBe(1), kept => kept.SentAt.ShouldBe(sending.SentAt), kept => kept.Reason.ShouldBe("no answer"));
        await Store.MoveAsync(_fence, sending, LedgerState.Confirmed, default);
        (await Store.TakeBacksAsync(default)).Select(kept => kept.Code).ShouldBe(["99490"]);
    }

    [Fact]
    public async Task A_stale_owner_neither_revises_nor_moves()
    {
        await ConfirmAsync();
        var newer = await Store.TakeFenceAsync("other", default);
        await Should.ThrowAsync<StaleFenceException>(() => Store.ReviseAsync(_fence, Revision(), default));
        await Store.ReviseAsync(newer, Revision(), default);
        var back = (await Store.TakeBacksAsync(default))[0];
        await Should.ThrowAsync<StaleFenceException>(() => Store.MoveAsync(_fence, back, LedgerState.Sending, default));
    }

    private Task ConfirmAsync() => ConfirmAsync(Entries.Claim(_slot), Entries.Charge(_slot, "99490"));

    private async Task ConfirmAsync(params LedgerEntry[] entries)
    {
        foreach (var entry in entries)
        {
            await Store.MoveAsync(_fence, entry, LedgerState.Sending, default);
            await Store.MoveAsync(_fence, entry with { EhrReference = "X/1" }, LedgerState.Confirmed, default);
        }
    }

    private BillRevision Revision(LedgerState stands = LedgerState.Confirmed)
    {
        LedgerEntry[] old = [Entries.Claim(_slot, state: stands), Entries.Charge(_slot, "99490", state: stands)];
        return new BillRevision(
            [.. old.Select(entry => entry with { EhrReference = "X/1" })],
            [.. old.Select(Entries.TakeBack)],
            [Entries.Claim(_slot, revision: 2)]);
    }
}

public sealed class SqliteTakeBackTests() : TakeBackBehaviour(new SqliteStoreFactory());

public sealed class PostgresTakeBackTests() : TakeBackBehaviour(new PostgresStoreFactory());
