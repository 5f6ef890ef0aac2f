using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>
/// Takes back in the EHR what a later revision replaces or voids: looked for before and after, the intent committed before the first byte
/// leaves. Where a second one does nothing more, what is not known to be taken back is asked for and sent again at once; where it would offset twice,
/// only once the EHR had the time in which it shows what it took.
/// </summary>
internal sealed class TakeBackRun(IBillingLedger ledger, IEhrWriter writer, IClaimBodies bodies, EhrSettings ehr, TimeProvider time, TimeSpan settle)
{
    private const int MostAttempts = 10;

    /// <summary>Takes back one resource as far as it goes now.</summary>
    /// <exception cref="LeaseException">The lease no longer carries a request; nothing was sent on it.</exception>
    public async Task<WriteBackReport> RunAsync(TakeBack back, ILease lease, CancellationToken cancellation)
    {
        var entry = (await ledger.RevisionsAsync(back.RevisionIdentifier, cancellation)).Single(each => each.RevisionIdentifier == back.RevisionIdentifier);
        var resource = new OutboundResource(entry.ResourceType, entry.Identifier, entry.RevisionIdentifier, entry.Patient, entry.Body)
        {
            Verb = entry.SentBy,
            Reference = entry.EhrReference is { } reference ? string.Join('/', reference.Split('/').Take(2)) : null,
        };
        if (await FindAsync(resource, cancellation) is not { } before)
            return new WriteBackReport { Unknown = 1 };
        if (Judge(entry, before) is not { } live)
            return await FinishAsync(lease, back, entry, before);
        if (back.State == LedgerState.Quarantined)
            return new WriteBackReport { Unknown = 1 };
        if (back.Attempts >= MostAttempts)
            return await SetAsideAsync(lease, back, $"It was asked to be taken back {back.Attempts} times, and the EHR still has it{(back.Reason is { } last ? $": {last}" : ".")}");
        var by = await writer.TakingBackAsync(entry.ResourceType, cancellation);
        if (by == TakingBack.None)
            return new WriteBackReport { NotAccepted = 1 };
        if (by == TakingBack.ByOffset && back.State is LedgerState.Sending or LedgerState.InDoubt && back.SentAt is { } sent && SettleTime.Had(sent, lease, time.GetUtcNow()) < settle)
            return new WriteBackReport { Unknown = 1 };

        lease.RequireForRequest();
        var recorded = new RecordedSend(lease, time, SettleTime.UntilItLeaves(ehr));
        var sending = await ToSendingAsync(lease, back with { Attempts = back.Attempts + 1, SentAt = time.GetUtcNow(), Reason = null });
        CrashPoint.Reach(CrashPoint.TakeBackRecorded);
        WriteAnswer answer;
        try
        {
            answer = await writer.TakeBackAsync(resource, back.Body, live, recorded, cancellation);
        }
        catch (LeaseException late) when (late.Failure == LeaseFailure.Late)
        {
            answer = new WriteAnswer(WriteBackOutcome.NotSent, null, late.Message);
        }
        catch (LeaseException ended)
        {
            await NotSentAsync(lease, sending, back, ended.Message);
            throw;
        }

        CrashPoint.Reach(CrashPoint.TakeBackAnswered);
        return answer.Outcome == WriteBackOutcome.NotSent
            ? await NotSentAsync(lease, sending, back, answer.Detail)
            : await HearAsync(lease, sending, entry, resource, answer, cancellation);
    }

    // The attempt stays counted until it is planned again: a run that ends between the two leaves one whose fate time can prove.
    private async Task<WriteBackReport> NotSentAsync(ILease lease, TakeBack sending, TakeBack before, string why)
    {
        var inDoubt = await MoveAsync(lease, sending with { Reason = why }, LedgerState.InDoubt);
        await MoveAsync(lease, inDoubt with { Attempts = before.Attempts, SentAt = before.SentAt }, LedgerState.Planned);
        return new WriteBackReport { NotSent = 1 };
    }

    private async Task<WriteBackReport> HearAsync(
        ILease lease, TakeBack sending, LedgerEntry entry, OutboundResource resource, WriteAnswer answer, CancellationToken cancellation)
    {
        // What has left is seen to its end even when the run is being cancelled, for as long as one request may take.
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var told = cancellation.Register(() => grace.CancelAfter(ehr.Timeout));
        var sent = new WriteBackReport { Sent = 1 };
        var after = await FindAsync(resource, grace.Token);
        if (after is not null && Judge(entry, after) is null)
            return sent + await FinishAsync(lease, sending, entry, after);
        if (answer.Outcome == WriteBackOutcome.Rejected && after is not null)
            return sent + await SetAsideAsync(lease, sending, answer.Detail);
        await MoveAsync(lease, sending with { Reason = answer.Detail }, LedgerState.InDoubt);
        return sent + new WriteBackReport { Unknown = 1 };
    }

    // The one copy that is to be taken back; null when there is nothing to do, or nothing that may be done.
    private EhrCopy? Judge(LedgerEntry entry, IReadOnlyList<EhrCopy> copies) =>
        Live(entry, copies) is [var live] && live.RevisionIdentifier == entry.RevisionIdentifier && bodies.Differences(entry.Body, live.Json).Count == 0 ? live : null;

    private static List<EhrCopy> Live(LedgerEntry entry, IReadOnlyList<EhrCopy> copies) =>
        [.. copies.Where(copy => !copy.Cancelled && (copy.RevisionIdentifier is null || copy.RevisionIdentifier == entry.RevisionIdentifier))];

    // Null when it is taken back.
    private string? Reason(LedgerEntry entry, IReadOnlyList<EhrCopy> copies) => Live(entry, copies) switch
    {
        [] => null,
        [var one] when one.RevisionIdentifier is null => "The EHR dropped its revision: take it back there by hand, then the next pass sees it.",
        [var one] => $"The EHR's copy differs at {string.Join(", ", bodies.Differences(entry.Body, one.Json))}: take it back there by hand, then the next pass sees it.",
        var several => $"The EHR has {several.Count} that are not cancelled: take them back there by hand, then the next pass sees it.",
    };

    private async Task<WriteBackReport> FinishAsync(ILease lease, TakeBack back, LedgerEntry entry, IReadOnlyList<EhrCopy> copies)
    {
        if (Reason(entry, copies) is { } reason)
            return await SetAsideAsync(lease, back, reason);
        // Once the EHR said that it has it, its absence is a slow index or somebody's deletion: it is asked for again.
        if (!copies.Any(copy => copy.RevisionIdentifier == entry.RevisionIdentifier))
        {
            if (back.State == LedgerState.Sending)
                await MoveAsync(lease, back with { Reason = "The EHR took it and does not show it." }, LedgerState.InDoubt);
            return new WriteBackReport { Unknown = 1 };
        }

        if (back.State != LedgerState.Sending && back.State != LedgerState.InDoubt)
            back = await ToSendingAsync(lease, back);
        await MoveAsync(lease, back with { Reason = null }, LedgerState.Confirmed);
        CrashPoint.Reach(CrashPoint.TakeBackConfirmed);
        return new WriteBackReport { Confirmed = 1 };
    }

    // Asked again in every pass: once a person took it back in the EHR it is found so.
    private async Task<WriteBackReport> SetAsideAsync(ILease lease, TakeBack back, string reason)
    {
        if (back.State == LedgerState.Quarantined)
            return new WriteBackReport { Unknown = 1 };
        if (back.State == LedgerState.Planned)
            back = await ToSendingAsync(lease, back);
        if (back.State == LedgerState.Sending)
            back = await MoveAsync(lease, back with { Reason = reason }, LedgerState.InDoubt);
        await MoveAsync(lease, back with { Reason = reason }, LedgerState.Quarantined);
        return new WriteBackReport { Quarantined = 1 };
    }

    private async Task<TakeBack> ToSendingAsync(ILease lease, TakeBack back)
    {
        // The steps of an entry: what was sending when its run ended is in doubt, and only what was asked for is planned again.
        if (back.State is LedgerState.Sending or LedgerState.Quarantined)
            back = await MoveAsync(lease, back, LedgerState.InDoubt);
        if (back.State == LedgerState.InDoubt)
            back = await MoveAsync(lease, back, LedgerState.Planned);
        return await MoveAsync(lease, back, LedgerState.Sending);
    }

    private async Task<IReadOnlyList<EhrCopy>?> FindAsync(OutboundResource resource, CancellationToken cancellation)
    {
        try
        {
            return await writer.FindAsync(resource, cancellation);
        }
        catch (EhrException)
        {
            return null;
        }
    }

    private async Task<TakeBack> MoveAsync(ILease lease, TakeBack back, LedgerState to)
    {
        await ledger.MoveAsync(lease.Fence, back, to, CancellationToken.None);
        return back with { State = to };
    }
}
