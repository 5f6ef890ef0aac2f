using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Outboxes;

/// <summary>
/// What a person does to an entry of the ledger. No action sends anything and none goes around a gate; the same action a second time changes
/// nothing. An action on a Claim that has not left is about its lines too, because half a bill is none.
/// </summary>
public sealed class OutboxActions(IBillingLedger ledger, ReleaseRun release, AssessmentRun assess)
{
    private readonly Outbox _outbox = new(ledger);

    /// <summary>
    /// Takes up what was set aside. What may have left is in doubt again: the EHR is asked, and only when it does not have it is it planned.
    /// What never left is held again and waits for a release. Of a revision that waits until what it replaces is taken back, it is the taking back.
    /// </summary>
    public async Task<OutboxAnswer> RetryAsync(OutboxItem item, OutboxWord word, ILease lease, CancellationToken cancellation)
    {
        var entry = item.Entry;
        var stopped = item.Behind.Where(back => back.State == LedgerState.Quarantined).ToList();
        if (entry.State is LedgerState.Planned or LedgerState.Held && stopped.Count > 0)
            return await TakeBackAgainAsync(item, stopped, word, lease, cancellation);
        if (entry.State == LedgerState.Held && item.History[^1].From == LedgerState.Quarantined)
            return Standing(item);
        if (entry.State == LedgerState.Held)
            return Refused(item, "It is held and was never set aside: 'outbox release' takes it up once what its reason says is put right.");
        if (entry.State != LedgerState.Quarantined)
            return Standing(item);
        if (item.NeverLeft)
            return await HoldAgainAsync(item, word, lease, cancellation);

        // A person looked, so what the EHR once said of it no longer keeps it from being sent, and the attempts begin anew.
        var before = entry.EhrReference is null ? "" : $" The EHR had it as {entry.EhrReference}.";
        await MoveAsync(lease, entry with { Attempts = 0, EhrReference = null, Reason = word.Saying("Taken up again") + before }, LedgerState.InDoubt);
        return await DoneAsync("The next pass asks the EHR: what it has as it was sent is confirmed, what differs is set aside again, and only what it does not have is sent.", [entry], cancellation);
    }

    /// <summary>Lets one patient's held bill be judged as the release of its month would, and planned when nothing speaks against it.</summary>
    public async Task<OutboxAnswer> ReleaseAsync(OutboxItem item, OutboxWord word, ILease lease, CancellationToken cancellation)
    {
        var entry = item.Entry;
        if (entry.State == LedgerState.Quarantined)
            return Refused(item, "It is set aside. " + item.Advice);
        if (entry.State == LedgerState.Rejected)
            return Refused(item, item.Advice);
        if (entry.State != LedgerState.Held)
            return Standing(item);

        await assess.RunAsync(entry.Slot.Month, cancellation);
        var judged = await release.RunOneAsync(entry.Slot.Month, lease, new ReleaseWord(entry.Patient, word.Saying("Released")), cancellation);
        var now = await _outbox.FindAsync(entry.Identifier, cancellation) ?? item;
        if (now.Entry.State == LedgerState.Planned)
        {
            var bill = (await ledger.SlotAsync(entry.Slot, cancellation)).Where(other => other.Revision == now.Entry.Revision && other.State == LedgerState.Planned);
            return await DoneAsync(
                now.Entry.Revision == entry.Revision ? "It is planned and leaves with the next pass." : $"The record changed while it was held: revision {now.Entry.Revision} is planned in its place and leaves with the next pass.",
                [.. bill], cancellation);
        }

        return judged is null
            ? Refused(now, "Nothing of its month could leave for this patient.")
            : new OutboxAnswer(OutboxResult.Refused, "It stays here.", [now]) { Judged = judged };
    }

    /// <summary>Sets aside what has not left; what is on its way or there is not called back.</summary>
    public async Task<OutboxAnswer> QuarantineAsync(OutboxItem item, OutboxWord word, ILease lease, CancellationToken cancellation)
    {
        var entry = item.Entry;
        switch (entry.State)
        {
            case LedgerState.Quarantined:
                return new OutboxAnswer(OutboxResult.AlreadyDone, "It is set aside already; nothing was changed.", [item]);
            case LedgerState.Planned or LedgerState.Held:
                break;
            case LedgerState.Sending or LedgerState.InDoubt:
                return Refused(item, "It may be in the EHR already and cannot be called back: the next pass asks.");
            case LedgerState.Confirmed:
                return Refused(item, "The EHR has it: setting it aside here would not take it out of there.");
            default:
                return Refused(item, $"It is not sent anyway. {item.Advice}");
        }

        var bill = await BillAsync(entry, other => other.State is LedgerState.Planned or LedgerState.Held, cancellation);
        foreach (var each in bill)
        {
            // What was never sent claims its member's month for nobody; a release that takes it up again says anew whose it is.
            var aside = each with { Reason = word.Saying("Set aside"), MemberKey = each.SentAt is null ? null : each.MemberKey };
            // Two steps, because what is planned is withdrawn first; should the second fail, it is held and not sent either.
            if (each.State == LedgerState.Planned)
                await MoveAsync(lease, aside, LedgerState.Held);
            await MoveAsync(lease, aside, LedgerState.Quarantined);
        }

        return await DoneAsync("It is set aside and not sent until 'outbox retry' and a release take it up again.", bill, cancellation);
    }

    private async Task<OutboxAnswer> TakeBackAgainAsync(OutboxItem item, List<TakeBack> stopped, OutboxWord word, ILease lease, CancellationToken cancellation)
    {
        foreach (var back in stopped)
            await ledger.MoveAsync(lease.Fence, back with { Attempts = 0, Reason = word.Saying("Taken up again") }, LedgerState.InDoubt, CancellationToken.None);
        return await DoneAsync("The next pass asks the EHR for what this replaces, and asks for it to be taken back where it still stands as it was sent; this leaves after that.", [item.Entry], cancellation);
    }

    private async Task<OutboxAnswer> HoldAgainAsync(OutboxItem item, OutboxWord word, ILease lease, CancellationToken cancellation)
    {
        if (ClaimEntries.DoesNotConform(item.Entry))
            return Refused(item, item.Advice);
        var bill = await BillAsync(item.Entry, other => other.State == LedgerState.Quarantined && !ClaimEntries.DoesNotConform(other), cancellation);
        var taken = new List<LedgerEntry>();
        foreach (var each in bill)
        {
            if (!(await _outbox.ItemAsync(each, cancellation)).NeverLeft)
                continue;
            await MoveAsync(lease, each with { Reason = word.Saying("Taken up again") }, LedgerState.Held);
            taken.Add(each);
        }

        return await DoneAsync("It is held again and never left: 'outbox release' judges it and lets it leave.", taken, cancellation);
    }

    // The entry, and behind a Claim the lines that stand as it says.
    private async Task<IReadOnlyList<LedgerEntry>> BillAsync(LedgerEntry entry, Func<LedgerEntry, bool> stands, CancellationToken cancellation) =>
        entry.Code is not null
            ? [entry]
            : [.. (await ledger.SlotAsync(entry.Slot, cancellation)).Where(other => other.Revision == entry.Revision && stands(other))];

    private async Task<OutboxAnswer> DoneAsync(string said, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        var items = new List<OutboxItem>();
        foreach (var entry in entries)
            items.Add(await _outbox.ItemAsync(entry, cancellation));
        return new OutboxAnswer(OutboxResult.Done, said, items);
    }

    private static OutboxAnswer Standing(OutboxItem item) => item.Entry.State == LedgerState.Rejected
        ? Refused(item, item.Advice)
        : new OutboxAnswer(OutboxResult.AlreadyDone, $"Nothing was changed. {item.Advice}", [item]);

    private static OutboxAnswer Refused(OutboxItem item, string said) => new(OutboxResult.Refused, said, [item]);

    // A person's word is recorded even when the call is being cancelled.
    private Task MoveAsync(ILease lease, LedgerEntry entry, LedgerState to) => ledger.MoveAsync(lease.Fence, entry, to, CancellationToken.None);
}
