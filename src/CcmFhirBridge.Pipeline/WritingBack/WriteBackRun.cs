using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>
/// Brings the EHR to what the ledger says. First it asks about everything whose fate is unknown, then it sends what is planned and was judged
/// since: each entry is committed as sending before its first byte leaves, and what the EHR did is recorded only once it was read back.
/// </summary>
/// <param name="ledger">What is planned and sent.</param>
/// <param name="writer">The EHR.</param>
/// <param name="bodies">Tells whether the EHR's copy is faithful.</param>
/// <param name="tenant">The practice.</param>
/// <param name="time">The clock.</param>
/// <param name="settle">
/// How long the EHR may take to show what it took: before that, not finding it proves nothing, unless a second create does no harm.
/// </param>
/// <param name="months">Tells which months were reopened; null where none can be.</param>
public sealed class WriteBackRun(
    IBillingLedger ledger, IEhrWriter writer, IClaimBodies bodies, Tenant tenant, TimeProvider time, TimeSpan settle = default, IMonthStore? months = null)
{
    private const int MostAttempts = 10;

    // How long what the EHR said that it took may stay unseen before a person has to look.
    private static readonly TimeSpan s_longestUnseen = TimeSpan.FromDays(1);

    private static readonly WriteBackReport s_nothing = new();

    /// <summary>Has judged what waits, asks, has judged what turned out not to be there, then sends. A second run with nothing new sends nothing.</summary>
    /// <param name="lease">The right to work for the tenant.</param>
    /// <param name="judge">Judges a month anew as its release does: nothing leaves that its record does not say any more.</param>
    /// <param name="judged">Months that the caller has just had judged; null for none.</param>
    /// <param name="cancellation">Stops between requests; what is on its way stays sending.</param>
    /// <exception cref="LeaseException">The lease no longer carries a request; nothing was sent on it.</exception>
    public async Task<WriteBackReport> RunAsync(
        ILease lease, Func<ServiceMonth, CancellationToken, Task> judge, IReadOnlyCollection<ServiceMonth>? judged, CancellationToken cancellation)
    {
        await JudgeAsync(await PlannedAsync(cancellation), month => judged?.Contains(month) != true, judge, cancellation);
        var doubted = (await ledger.OutstandingAsync(cancellation)).Where(entry => entry.State is LedgerState.Sending or LedgerState.InDoubt).ToList();
        var report = await AllAsync(doubted, entry => AskAsync(lease, entry, cancellation), cancellation);

        // While it was on its way no release could withdraw it, so what the EHR turned out not to have was judged by nobody since its record changed.
        var asked = doubted.Select(entry => entry.RevisionIdentifier).ToHashSet(StringComparer.Ordinal);
        await JudgeAsync((await PlannedAsync(cancellation)).Where(entry => asked.Contains(entry.RevisionIdentifier)), static _ => true, judge, cancellation);
        var planned = await PlannedAsync(cancellation);
        report += new WriteBackReport { Withheld = planned.RemoveAll(entry => tenant.Billing.FirstMonth is not { } first || entry.Slot.Month < first) };
        report += new WriteBackReport { Withheld = await WithholdAsync(planned, cancellation) };
        report += await TakeBackAsync(lease, cancellation);
        // At most one claim of a patient-month stands in the EHR: the later revision waits until the one before is taken back.
        var standing = (await ledger.TakeBacksAsync(cancellation)).Select(back => back.Slot).ToHashSet();
        report += new WriteBackReport { Waiting = planned.RemoveAll(entry => standing.Contains(entry.Slot)) };
        var claims = await writer.VerbAsync("Claim", cancellation);
        var charges = await writer.VerbAsync("ChargeItem", cancellation);
        if (claims is { } claim && charges is { } charge && await writer.CreatesTogetherAsync(cancellation))
        {
            var bills = planned.GroupBy(entry => (entry.Slot, entry.Revision)).Select(bill => bill.OrderBy(entry => entry.Code, StringComparer.Ordinal).ToList());
            return report + await AllAsync(bills, bill => SendBillAsync(lease, bill, claim, charge, cancellation), cancellation);
        }

        report += await SendClaimsAsync(lease, [.. planned.Where(entry => entry.Code is null)], claims, cancellation);
        return report + await SendChargesAsync(lease, [.. planned.Where(entry => entry.Code is not null)], claims, charges, cancellation);
    }

    private async Task<List<LedgerEntry>> PlannedAsync(CancellationToken cancellation) =>
        [.. (await ledger.OutstandingAsync(cancellation)).Where(entry => entry.State == LedgerState.Planned)];

    private static async Task JudgeAsync(
        IEnumerable<LedgerEntry> planned, Func<ServiceMonth, bool> isDue, Func<ServiceMonth, CancellationToken, Task> judge, CancellationToken cancellation)
    {
        foreach (var month in planned.Select(entry => entry.Slot.Month).Distinct().Where(isDue).Order().ToList())
            await judge(month, cancellation);
    }

    // The lines first: without its Claim, half a bill is one that somebody sees to; a Claim without its lines looks whole.
    private async Task<WriteBackReport> TakeBackAsync(ILease lease, CancellationToken cancellation)
    {
        var run = new TakeBackRun(ledger, writer, bodies, tenant.Ehr, time, settle);
        var backs = (await ledger.TakeBacksAsync(cancellation)).ToList();
        var reopened = await ReopenedAsync(backs.Select(back => back.Slot.Month), cancellation);
        var withheld = backs.RemoveAll(back => tenant.Billing.FirstMonth is not { } first || back.Slot.Month < first || reopened.ContainsKey(back.Slot.Month));
        var lines = await AllAsync(backs.Where(back => back.Code is not null), back => run.RunAsync(back, lease, cancellation), cancellation);
        return new WriteBackReport { Withheld = withheld } + lines
            + await AllAsync(backs.Where(back => back.Code is null), back => run.RunAsync(back, lease, cancellation), cancellation);
    }

    // What was on its way when its month was reopened, and turned out not to be there, waits for the close that judges it anew.
    private async Task<int> WithholdAsync(List<LedgerEntry> planned, CancellationToken cancellation)
    {
        var reopened = await ReopenedAsync(planned.Select(entry => entry.Slot.Month), cancellation);
        return planned.RemoveAll(entry => reopened.TryGetValue(entry.Slot.Month, out var record) && (record.State == MonthState.Reopened || entry.SentAt is not null));
    }

    private async Task<Dictionary<ServiceMonth, MonthRecord>> ReopenedAsync(IEnumerable<ServiceMonth> asked, CancellationToken cancellation)
    {
        var reopened = new Dictionary<ServiceMonth, MonthRecord>();
        if (months is null)
            return reopened;
        foreach (var month in asked.Distinct().ToList())
        {
            if (await months.FindAsync(month, cancellation) is { IsReopened: true } record)
                reopened[month] = record;
        }

        return reopened;
    }

    private async Task<WriteBackReport> SendClaimsAsync(ILease lease, List<LedgerEntry> claims, WriteVerb? verb, CancellationToken cancellation) =>
        verb is { } by
            ? await AllAsync(claims, entry => SendClaimAsync(lease, entry, by, cancellation), cancellation)
            : new WriteBackReport { NotAccepted = claims.Count };

    // Only what is planned whole and nowhere yet goes as one: what is left of a bill goes by itself.
    private async Task<WriteBackReport> SendBillAsync(ILease lease, List<LedgerEntry> bill, WriteVerb claims, WriteVerb charges, CancellationToken cancellation)
    {
        var slot = await ledger.SlotAsync(bill[0].Slot, cancellation);
        if (bill is [{ Code: null }, _, ..] && slot.Count(entry => entry.Revision == bill[0].Revision) == bill.Count)
        {
            var found = new List<IReadOnlyList<EhrCopy>>();
            foreach (var entry in bill)
            {
                if (await FindAsync(entry, cancellation) is not { } copies)
                    return new WriteBackReport { NotSent = bill.Count };
                found.Add(copies);
            }

            if (bill.Zip(found).All(pair => EhrCopies.Judge(pair.First, pair.Second, bodies).State == LedgerState.Planned))
                return await SendTogetherAsync(lease, bill, entry => entry.Code is null ? claims : charges, cancellation);
        }

        return await SendClaimsAsync(lease, [.. bill.Where(entry => entry.Code is null)], claims, cancellation)
            + await SendChargesAsync(lease, [.. bill.Where(entry => entry.Code is not null)], claims, charges, cancellation);
    }

    private async Task<WriteBackReport> SendTogetherAsync(ILease lease, List<LedgerEntry> bill, Func<LedgerEntry, WriteVerb> verb, CancellationToken cancellation)
    {
        lease.RequireForRequest();
        CrashPoint.Reach(CrashPoint.SendingRecording);
        var recorded = new RecordedSend(lease, time, SettleTime.UntilItLeaves(tenant.Ehr));
        var sending = new List<LedgerEntry>(bill.Count);
        foreach (var entry in bill)
            sending.Add(await RecordAsync(lease, entry, verb(entry)));
        CrashPoint.Reach(CrashPoint.SendingRecorded);
        var answers = await AnswersAsync(
            async () => await writer.SendTogetherAsync([.. sending.Select(Outbound)], recorded, cancellation), lease, sending, bill);
        var report = s_nothing;
        foreach (var (entry, before, answer) in sending.Zip(bill, answers))
            report += await HearAsync(lease, entry, before, answer, cancellation);
        return report;
    }

    // A line that was held while its Claim was on its way says that the bill changed: a Claim that turns out not to be there stays here too.
    private async Task<WriteBackReport> SendClaimAsync(ILease lease, LedgerEntry claim, WriteVerb verb, CancellationToken cancellation)
    {
        var slot = await ledger.SlotAsync(claim.Slot, cancellation);
        if (!slot.Any(entry => entry.Revision == claim.Revision && entry.State is LedgerState.Held or LedgerState.Quarantined))
            return await SendAsync(lease, claim, verb, cancellation);
        await MoveAsync(lease, claim with { Reason = "A line of this claim is held." }, LedgerState.Held);
        return s_nothing;
    }

    // A charge without its claim would be half a bill: it waits, unless the EHR takes no claims at all and nothing keeps its claim here.
    private async Task<WriteBackReport> SendChargesAsync(
        ILease lease, List<LedgerEntry> charges, WriteVerb? claims, WriteVerb? verb, CancellationToken cancellation)
    {
        if (verb is not { } by)
            return new WriteBackReport { NotAccepted = charges.Count };
        var ready = new List<LedgerEntry>();
        foreach (var slot in charges.GroupBy(entry => (entry.Slot, entry.Revision)))
        {
            var claim = (await ledger.SlotAsync(slot.Key.Slot, cancellation)).FirstOrDefault(entry => entry.Code is null && entry.Revision == slot.Key.Revision);
            if (claims is null ? claim?.State is not (LedgerState.Held or LedgerState.Quarantined) : claim?.State == LedgerState.Confirmed)
                ready.AddRange(slot);
        }

        return new WriteBackReport { Waiting = charges.Count - ready.Count }
            + await AllAsync(ready, entry => SendAsync(lease, entry, by, cancellation), cancellation);
    }

    private async Task<WriteBackReport> AllAsync<T>(IEnumerable<T> items, Func<T, Task<WriteBackReport>> work, CancellationToken cancellation) =>
        (await InFlight.RunAsync(items, tenant.Ehr.RequestsInFlight, work, cancellation)).Aggregate(s_nothing, (sum, each) => sum + each);

    // What was sending when its run ended is in doubt, whatever that run hoped.
    private async Task<WriteBackReport> AskAsync(ILease lease, LedgerEntry entry, CancellationToken cancellation)
    {
        CrashPoint.Reach(CrashPoint.ReconcileAsking);
        if (await FindAsync(entry, cancellation) is not { } copies)
            return new WriteBackReport { Unknown = 1 };
        CrashPoint.Reach(CrashPoint.ReconcileFound);
        if (entry.State == LedgerState.Sending)
            entry = await MoveAsync(lease, entry with { Reason = entry.Reason ?? "The last run ended before the EHR's answer." }, LedgerState.InDoubt);
        CrashPoint.Reach(CrashPoint.ReconcileDoubted);
        var settled = await SettleAsync(lease, entry, EhrCopies.Judge(entry, copies, bodies), cancellation);
        CrashPoint.Reach(CrashPoint.ReconcileSettled);
        return settled;
    }

    private async Task<WriteBackReport> SendAsync(ILease lease, LedgerEntry entry, WriteVerb verb, CancellationToken cancellation)
    {
        // A lost ledger or another installation may have sent it before: look first, always.
        if (await FindAsync(entry, cancellation) is not { } before)
            return new WriteBackReport { NotSent = 1 };
        if (EhrCopies.Judge(entry, before, bodies) is { State: not LedgerState.Planned } found)
        {
            // Seen there once, it is believed gone only when the EHR had its time: a search may show it late again.
            var seen = await MoveAsync(lease, entry with { SentAt = entry.SentAt ?? time.GetUtcNow() }, LedgerState.Sending);
            var adopted = await FinishAsync(lease, seen, found, cancellation);
            return adopted with { Adopted = adopted.Confirmed };
        }

        lease.RequireForRequest();
        CrashPoint.Reach(CrashPoint.SendingRecording);
        var recorded = new RecordedSend(lease, time, SettleTime.UntilItLeaves(tenant.Ehr));
        var sending = await RecordAsync(lease, entry, verb);
        CrashPoint.Reach(CrashPoint.SendingRecorded);
        var answers = await AnswersAsync(async () => [await writer.SendAsync(Outbound(sending), recorded, cancellation)], lease, [sending], [entry]);
        return await HearAsync(lease, sending, entry, answers[0], cancellation);
    }

    private Task<LedgerEntry> RecordAsync(ILease lease, LedgerEntry entry, WriteVerb verb) => MoveAsync(
        lease, entry with { Attempts = entry.Attempts + 1, SentAt = time.GetUtcNow(), SentBy = verb, Reason = null }, LedgerState.Sending);

    private async Task<WriteBackReport> HearAsync(ILease lease, LedgerEntry sending, LedgerEntry before, WriteAnswer answer, CancellationToken cancellation)
    {
        var sent = new WriteBackReport { Sent = answer.Outcome == WriteBackOutcome.NotSent ? 0 : 1 };

        // What has left is seen to its end even when the run is being cancelled, for as long as one request may take.
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var told = cancellation.Register(() => grace.CancelAfter(tenant.Ehr.Timeout));
        return sent + answer.Outcome switch
        {
            WriteBackOutcome.Created or WriteBackOutcome.Exists => await ReadBackAsync(lease, sending with { EhrReference = answer.Reference }, grace.Token),
            WriteBackOutcome.Rejected => await RejectAsync(lease, sending, answer, grace.Token),
            WriteBackOutcome.NotSent => await TakeBackAsync(lease, sending, before, answer),
            _ => await DoubtAsync(lease, sending, answer),
        };
    }

    // The row says what was heard: without that it would look as if the run had ended before anything was.
    private async Task<WriteBackReport> DoubtAsync(ILease lease, LedgerEntry sending, WriteAnswer answer)
    {
        await MoveAsync(lease, sending with { Reason = $"Nobody can tell whether the EHR took it: {answer.Detail}." }, LedgerState.InDoubt);
        return new WriteBackReport { Unknown = 1 };
    }

    private async Task<IReadOnlyList<WriteAnswer>> AnswersAsync(
        Func<Task<IReadOnlyList<WriteAnswer>>> send, ILease lease, List<LedgerEntry> sending, List<LedgerEntry> before)
    {
        WriteAnswer same;
        try
        {
            return await send();
        }
        catch (LeaseException late) when (late.Failure == LeaseFailure.Late)
        {
            same = new WriteAnswer(WriteBackOutcome.NotSent, null, late.Message);
        }
        catch (LeaseException ended)
        {
            foreach (var (entry, earlier) in sending.Zip(before))
                await TakeBackAsync(lease, entry, earlier, new WriteAnswer(WriteBackOutcome.NotSent, null, ended.Message));
            throw;
        }
        catch (EhrException error)
        {
            // The writer should have told what happened; as it did not, nobody can tell.
            same = new WriteAnswer(WriteBackOutcome.Unknown, null, error.Failure.ToString());
        }

        return [.. sending.Select(_ => same)];
    }

    private async Task<WriteBackReport> ReadBackAsync(ILease lease, LedgerEntry entry, CancellationToken cancellation)
    {
        if (await FindAsync(entry, cancellation) is not { } copies)
        {
            await MoveAsync(lease, entry with { Reason = "The EHR took it and could not be asked to show it." }, LedgerState.InDoubt);
            return new WriteBackReport { Unknown = 1 };
        }

        // Taken without a reference is still taken: the entry must not look as if it could be sent again.
        var taken = entry with { EhrReference = entry.EhrReference ?? entry.ResourceType };
        return await FinishAsync(lease, taken, EhrCopies.Judge(taken, copies, bodies), cancellation);
    }

    private async Task<WriteBackReport> FinishAsync(ILease lease, LedgerEntry sending, CopyVerdict verdict, CancellationToken cancellation)
    {
        if (verdict.State == LedgerState.Confirmed)
            return await ConfirmAsync(lease, sending, verdict);
        var inDoubt = await MoveAsync(lease, sending with { Reason = verdict.Reason, EhrReference = verdict.Reference ?? sending.EhrReference }, LedgerState.InDoubt);
        return await SettleAsync(lease, inDoubt, verdict, cancellation);
    }

    private async Task<WriteBackReport> SettleAsync(ILease lease, LedgerEntry inDoubt, CopyVerdict verdict, CancellationToken cancellation)
    {
        if (verdict.State == LedgerState.Confirmed)
            return await ConfirmAsync(lease, inDoubt, verdict);
        if (verdict.State == LedgerState.InDoubt && inDoubt.SentAt is { } sent && SettleTime.Had(sent, lease, time.GetUtcNow()) >= s_longestUnseen)
            verdict = verdict with { State = LedgerState.Quarantined, Reason = $"The EHR took it as {verdict.Reference} and did not show it for a day: look there first, for 'outbox retry' sends it again when it is not shown." };
        if (verdict.State == LedgerState.InDoubt || (verdict.State == LedgerState.Planned && !ProvesAbsence(inDoubt, lease)))
            return new WriteBackReport { Unknown = 1 };
        if (verdict.State == LedgerState.Planned && inDoubt.Attempts >= MostAttempts)
            verdict = verdict with { State = LedgerState.Quarantined, Reason = $"Sent {inDoubt.Attempts} times without an answer that tells anything, and the EHR does not have it." };
        await MoveAsync(lease, inDoubt with { Reason = verdict.Reason, EhrReference = verdict.Reference ?? inDoubt.EhrReference }, verdict.State);
        return verdict.State == LedgerState.Quarantined ? new WriteBackReport { Quarantined = 1 } : s_nothing;
    }

    // What never left from here needs no time to be shown. Anything else may arrive, or be shown, late. An update under an id of ours that came twice
    // would be there once, but what has changed by then leaves under another id.
    private bool ProvesAbsence(LedgerEntry inDoubt, ILease lease) =>
        inDoubt.SentAt is not { } sent || SettleTime.Had(sent, lease, time.GetUtcNow()) >= settle;

    private async Task<WriteBackReport> ConfirmAsync(ILease lease, LedgerEntry entry, CopyVerdict verdict)
    {
        CrashPoint.Reach(CrashPoint.OutcomeRecording);
        // A void bills nobody. It leaves once what it withdraws was taken back, so its member's month is free when it is there.
        var bills = entry.Code is not null || entry.Units > 0;
        await MoveAsync(lease, entry with { EhrReference = verdict.Reference, Reason = verdict.Reason, MemberKey = bills ? entry.MemberKey : null }, LedgerState.Confirmed);
        CrashPoint.Reach(CrashPoint.OutcomeRecorded);
        return new WriteBackReport { Confirmed = 1 };
    }

    // An earlier attempt may have got through, and the refusal be about that: only what is not there was refused.
    private async Task<WriteBackReport> RejectAsync(ILease lease, LedgerEntry entry, WriteAnswer answer, CancellationToken cancellation)
    {
        if (await FindAsync(entry, cancellation) is not { } copies)
        {
            await MoveAsync(lease, entry with { Reason = $"{answer.Detail}; the EHR could not be asked whether it has an earlier one." }, LedgerState.InDoubt);
            return new WriteBackReport { Unknown = 1 };
        }

        if (EhrCopies.Judge(entry, copies, bodies) is { State: not LedgerState.Planned } found)
            return await FinishAsync(lease, entry, found, cancellation);
        await MoveAsync(lease, entry with { Reason = answer.Detail }, LedgerState.Rejected);
        return new WriteBackReport { Rejected = 1 };
    }

    // The attempt stays counted until the entry is planned again: a run that ends between the two leaves one whose fate time can prove.
    private async Task<WriteBackReport> TakeBackAsync(ILease lease, LedgerEntry sending, LedgerEntry before, WriteAnswer answer)
    {
        var inDoubt = await MoveAsync(lease, sending with { Reason = answer.Detail }, LedgerState.InDoubt);
        await MoveAsync(lease, inDoubt with { Attempts = before.Attempts, SentAt = before.SentAt, SentBy = before.SentBy }, LedgerState.Planned);
        return new WriteBackReport { NotSent = 1 };
    }

    private async Task<IReadOnlyList<EhrCopy>?> FindAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await writer.FindAsync(Outbound(entry), cancellation);
        }
        catch (EhrException)
        {
            return null;
        }
    }

    // What the EHR did is recorded even when the run is being cancelled.
    private async Task<LedgerEntry> MoveAsync(ILease lease, LedgerEntry entry, LedgerState to)
    {
        await ledger.MoveAsync(lease.Fence, entry, to, CancellationToken.None);
        return entry with { State = to, Fence = lease.Fence };
    }

    private static OutboundResource Outbound(LedgerEntry entry) =>
        new(entry.ResourceType, entry.Identifier, entry.RevisionIdentifier, entry.Patient, entry.Body) { Verb = entry.SentBy };
}
