using System.Collections.Frozen;
using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Storage.Ledgers;

/// <summary>
/// Which state may follow which (DESIGN §6). Besides the states of a line on its way, what never left may be set aside: a body that does
/// not conform goes from held to quarantined, and a bill that changed before it was sent goes back to held; a later revision may take the
/// place of either.
/// </summary>
internal static class LedgerMoves
{
    private static readonly FrozenSet<(LedgerState From, LedgerState To)> s_allowed = new[]
    {
        (LedgerState.Held, LedgerState.Planned),
        (LedgerState.Held, LedgerState.Quarantined),
        (LedgerState.Held, LedgerState.Corrected),
        (LedgerState.Planned, LedgerState.Held),
        (LedgerState.Planned, LedgerState.Sending),
        (LedgerState.Sending, LedgerState.Confirmed),
        (LedgerState.Sending, LedgerState.InDoubt),
        (LedgerState.Sending, LedgerState.Rejected),
        (LedgerState.InDoubt, LedgerState.Confirmed),
        (LedgerState.InDoubt, LedgerState.Planned),
        (LedgerState.InDoubt, LedgerState.Quarantined),
        (LedgerState.Quarantined, LedgerState.Corrected),
        (LedgerState.Confirmed, LedgerState.Corrected),
    }.ToFrozenSet();

    public static bool Allows(LedgerState from, LedgerState to) => s_allowed.Contains((from, to));
}
