using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Torture.Simulations.Practices;

namespace CcmFhirBridge.Torture.Simulations.Bugs;

/// <summary>Changes go through under whatever fence is newest.</summary>
internal sealed class NoFenceCheck(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    private const int MostTried = 30;

    public override async Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await base.MoveAsync(fence++, entry, to, cancellation);
                return;
            }
            catch (StaleFenceException) when (tried < MostTried)
            {
                // The next one.
            }
        }
    }
}

/// <summary>Identifiers are made from the patient alone.</summary>
internal sealed class KeyWithoutMonth(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => base.PlanAsync(
        fence,
        [
            .. entries.Select(entry =>
            {
                var claim = ClaimIdentifiers.Claim(entry.Slot.Tenant, entry.Patient.Split('/')[1], SimulatedPractice.Months[0]);
                return entry with
                {
                    Identifier = entry.Code is null ? claim : ClaimIdentifiers.Charge(claim, entry.Code),
                    RevisionIdentifier = entry.Code is null
                        ? ClaimIdentifiers.ClaimRevision(claim, entry.Revision) : ClaimIdentifiers.ChargeRevision(claim, entry.Revision, entry.Code),
                };
            }),
        ],
        cancellation);
}

/// <summary>The identifier that all revisions share has the revision in it.</summary>
internal sealed class RevisionInKey(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        base.PlanAsync(fence, [.. entries.Select(entry => entry with { Identifier = entry.RevisionIdentifier })], cancellation);
}

/// <summary>That something is sent is written down together with what came of it.</summary>
internal sealed class SendBeforeIntent(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    private readonly Dictionary<string, (long Fence, LedgerEntry Entry)> _intents = [];

    public override async Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation)
    {
        if (to == LedgerState.Sending)
        {
            _intents[entry.RevisionIdentifier] = (fence, entry);
            return;
        }

        if (_intents.Remove(entry.RevisionIdentifier, out var intent))
            await base.MoveAsync(intent.Fence, intent.Entry, LedgerState.Sending, cancellation);
        await base.MoveAsync(fence, entry, to, cancellation);
    }
}

/// <summary>A charge does not wait for its Claim.</summary>
internal sealed class ChargeBeforeClaim(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override async Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) =>
        [.. (await base.SlotAsync(slot, cancellation)).Select(entry => entry.Code is null ? entry with { State = LedgerState.Confirmed } : entry)];
}

/// <summary>A replacement does not wait until what it replaces is taken back.</summary>
internal sealed class ReplacesBeforeTakingBack(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TakeBack>>([]);
}

/// <summary>When a month is judged again, what has left is taken for replaced.</summary>
internal sealed class ForgetsWhatLeft(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override async Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) =>
        [.. (await base.SlotAsync(slot, cancellation)).Select(entry => entry.State == LedgerState.Confirmed ? entry with { State = LedgerState.Corrected } : entry)];
}

/// <summary>What was sending when a process died is sent again.</summary>
internal sealed class ResendAfterCrash(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    public override async Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation)
    {
        var outstanding = await base.OutstandingAsync(cancellation);
        _again.UnionWith(outstanding.Where(entry => entry.State == LedgerState.Sending).Select(entry => entry.RevisionIdentifier));
        return [.. outstanding.Select(entry => entry.State == LedgerState.Sending ? entry with { State = LedgerState.Planned } : entry)];
    }

    public override Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation) =>
        to == LedgerState.Sending && _again.Remove(entry.RevisionIdentifier) ? Task.CompletedTask : base.MoveAsync(fence, entry, to, cancellation);
}

/// <summary>A change whose commit failed is taken for made.</summary>
internal sealed class FailedCommitIsMade(IBillingLedger ledger) : LedgerWithBug(ledger)
{
    public override async Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation)
    {
        try
        {
            await base.MoveAsync(fence, entry, to, cancellation);
        }
        catch (StoreException)
        {
            // It will have worked.
        }
    }
}
