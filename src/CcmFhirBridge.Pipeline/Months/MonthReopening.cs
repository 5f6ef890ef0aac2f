using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A month cannot be reopened; the message says why and carries no patient data.</summary>
public sealed class MonthReopeningException(string message) : Exception(message);

/// <summary>What a reopening came to.</summary>
/// <param name="Month">The month as it stands now.</param>
/// <param name="Reopened">The reopening that counts: this one, or the one before it when the month was open again already.</param>
/// <param name="IsNew">Whether this call reopened it.</param>
/// <param name="Held">Entries that had not left and wait for the next close.</param>
public sealed record ReopeningReport(MonthRecord Month, MonthEvent Reopened, bool IsNew, int Held);

/// <summary>
/// Opens a closed month again for a stated reason. What has not left is held until the month is closed again; what has left stays as it
/// is, and whatever the next close finds otherwise about it is a correction.
/// </summary>
public sealed class MonthReopening(IMonthStore months, IBillingLedger ledger, MonthSealing sealing, TimeProvider time)
{
    /// <summary>Reopens; the same again changes nothing.</summary>
    /// <exception cref="MonthReopeningException">The month is not closed.</exception>
    /// <exception cref="LedgerIntegrityException">The month is not as it was sealed.</exception>
    public async Task<ReopeningReport> RunAsync(ServiceMonth month, ILease lease, string by, string reason, CancellationToken cancellation)
    {
        var before = await months.FindAsync(month, cancellation);
        if (before.State is MonthState.Open or MonthState.InReview)
            throw new MonthReopeningException(Refusal(before));
        var chain = await sealing.RequireWholeAsync(month, cancellation);
        if (before.State == MonthState.Reopened)
        {
            var earlier = chain.Reopening ?? throw new LedgerIntegrityException($"{month} is reopened and nothing says by whom: somebody changed the store beside the bridge. Restore a backup.");
            return new ReopeningReport(before, earlier, IsNew: false, await HoldAsync(month, lease, earlier, cancellation));
        }

        // A run that ended before it sealed what it planned is made up for, so that the chain says all that was closed.
        await sealing.SealAsync(month, cancellation);
        await sealing.RequireWholeAsync(month, cancellation);
        before = await months.FindAsync(month, cancellation);
        if (before.State != MonthState.Closed)
            throw Overtaken(month);
        var said = new MonthEvent { Step = MonthStep.Reopened, At = time.GetUtcNow(), By = by, Reason = reason };
        // Held first: a run that ends between the two leaves a closed month, which lets them go again.
        var held = await HoldAsync(month, lease, said, cancellation);
        CrashPoint.Reach(CrashPoint.ReopeningHeld);
        var link = MonthLink.Of(month, before.Seal, said);
        var after = before with
        {
            State = MonthState.Reopened,
            Reason = $"Reopened by {by}: {reason}",
            ReadStartedAt = null,
            ClosedAt = null,
            Seal = link.Seal,
        };
        if (!await months.AppendAsync(before, after, link, cancellation))
            throw Overtaken(month);
        CrashPoint.Reach(CrashPoint.ReopeningAppended);
        return new ReopeningReport(after, said, IsNew: true, held);
    }

    private async Task<int> HoldAsync(ServiceMonth month, ILease lease, MonthEvent said, CancellationToken cancellation)
    {
        var planned = (await ledger.MonthAsync(month, cancellation)).Where(entry => entry.State == LedgerState.Planned).ToList();
        foreach (var entry in planned)
            await ledger.MoveAsync(lease.Fence, entry with { Reason = $"The month was reopened by {said.By}: {said.Reason}" }, LedgerState.Held, cancellation);
        return planned.Count;
    }

    private static MonthReopeningException Overtaken(ServiceMonth month) => new($"{month} changed while it was being reopened. Run the command again.");

    private static string Refusal(MonthRecord month) => month switch
    {
        { State: MonthState.Open } => $"{month.Month} was never closed: there is nothing to reopen. 'ccm-bridge month show --month {month.Month}' says where it stands.",
        { IsReopened: true } => $"{month.Month} is in review since it was reopened and closed again: what it bills is not settled yet. Run 'ccm-bridge month close --month {month.Month}' again to read anew.",
        _ => $"{month.Month} is in review and not closed: run 'ccm-bridge month close --month {month.Month}' again to read anew, there is nothing to reopen.",
    };
}
