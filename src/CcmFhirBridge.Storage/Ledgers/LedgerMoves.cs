using System.Collections.Frozen;
using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Storage.Ledgers;

/// <summary>
/// Which state may follow which (DESIGN §6). Besides the states of a line on its way, what never left may be set aside: a body that does
/// not conform goes from held to quarantined, and a bill that changed before it was sent goes back to held; a later revision may take the
/// place of either. A person takes up what was set aside: in doubt, so that the EHR is asked first, or held when it was never sent.
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
        (LedgerState.Quarantined, LedgerState.InDoubt),
        (LedgerState.Quarantined, LedgerState.Held),
        (LedgerState.Quarantined, LedgerState.Corrected),
        (LedgerState.Confirmed, LedgerState.Corrected),
    }.ToFrozenSet();

    /// <summary>Whether an entry may go from one state to another.</summary>
    /// <param name="from">Where it stands.</param>
    /// <param name="to">What it should become.</param>
    /// <param name="wasSent">Whether it may ever have left: from held it would be planned without the EHR being asked what became of it.</param>
    public static bool Allows(LedgerState from, LedgerState to, bool wasSent) =>
        s_allowed.Contains((from, to)) && !(wasSent && (from, to) == (LedgerState.Quarantined, LedgerState.Held));
}
