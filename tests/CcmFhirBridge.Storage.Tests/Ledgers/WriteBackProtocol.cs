using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Storage.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

/// <summary>A rule of the protocol that may be left out, to see that it is needed.</summary>
public enum Rule
{
    None,
    FenceIsChecked,
    LeaseIsChecked,
    IntentIsCommittedFirst,
    AbsenceTakesTime,
    TakenIsNeverSentAgain,
}

/// <summary>
/// The write-back as a machine of small steps over an EHR that believes every create, with the ledger's own table of moves. Any worker may do
/// any step at any time, or die; the time that the EHR needs to show what it took is the one assumption about clocks.
/// </summary>
/// <param name="without">A rule that is left out.</param>
public sealed class WriteBackProtocol(Rule without = Rule.None)
{
    /// <summary>Every step that may follow, with its name.</summary>
    public IEnumerable<(string Step, ProtocolState State)> After(ProtocolState state)
    {
        if (state is { IsHeld: true, IsExpired: false })
            yield return ("the lease expires", state with { IsExpired = true });
        for (var worker = 0; worker < ProtocolState.Workers; worker++)
        {
            foreach (var step in OfLease(state, worker))
                yield return step;
            for (var key = 0; key < ProtocolState.Keys; key++)
            {
                foreach (var step in OfWorker(state, worker, key))
                    yield return step;
            }
        }

        for (var key = 0; key < ProtocolState.Keys; key++)
        {
            foreach (var (step, changed) in OfEhr(state.Key(key)))
                yield return ($"{step} {key}", Judged(state.With(key, changed), key));
        }
    }

    private static IEnumerable<(string Step, ProtocolState State)> OfLease(ProtocolState state, int worker)
    {
        if (!state.IsHeld || state.IsExpired)
        {
            var other = 1 - worker;
            var taken = state.Forget(worker).With(worker, Right.Newest) with { IsHeld = true, IsExpired = false };
            yield return ($"w{worker} takes the tenant", taken.Of(other) == Right.Newest ? taken.With(other, Right.Stale) : taken);
        }

        if (state.Of(worker) != Right.None)
            yield return ($"w{worker} dies", state.Forget(worker).With(worker, Right.None));
    }

    private static IEnumerable<(string Step, ProtocolKey Key)> OfEhr(ProtocolKey key)
    {
        if (key.InFlight > 0)
        {
            yield return ("the EHR creates", key with { InFlight = key.InFlight - 1, Hidden = key.Hidden + 1 });
            yield return ("a request is lost", key with { InFlight = key.InFlight - 1 });
        }

        if (key.Hidden > 0)
            yield return ("the EHR shows", key with { Hidden = 0, Shown = key.Copies });
    }

    private IEnumerable<(string Step, ProtocolState State)> OfWorker(ProtocolState state, int worker, int at)
    {
        var (right, key, bit) = (state.Of(worker), state.Key(at), 1 << worker);
        if (right == Right.None)
            yield break;
        if (without == Rule.IntentIsCommittedFirst && MayLeave(state, worker) && key.Row == LedgerState.Planned && (key.Awaits & bit) == 0)
            yield return Step($"w{worker} sends unseen", Leave(state, worker, at));
        if (((key.Intends | key.Awaits) & bit) == 0 && key.Row == LedgerState.Planned && Moves(state, worker, at, key with { Intends = key.Intends | bit }, LedgerState.Sending) is { } intended)
            yield return Step($"w{worker} commits that it sends {at}", intended);
        if ((key.Intends & bit) != 0)
        {
            if (MayLeave(state, worker))
                yield return Step($"w{worker} sends {at}", Leave(state, worker, at));
            if (Moves(state, worker, at, key with { Intends = key.Intends & ~bit }, LedgerState.InDoubt, LedgerState.Planned) is { } back)
                yield return Step($"w{worker} takes {at} back", back);
        }

        if ((key.Awaits & bit) != 0)
        {
            var heard = key with { Awaits = key.Awaits & ~bit };
            yield return Step($"w{worker} hears nothing of {at}", state.With(at, heard));
            if (key.Copies > 0 && (key.Shown == 1 ? Moves(state, worker, at, heard, LedgerState.Confirmed) : Moves(state, worker, at, heard with { IsTaken = true }, LedgerState.InDoubt)) is { } recorded)
                yield return Step($"w{worker} hears that {at} is there", recorded);
        }

        if (((key.Intends | key.Awaits) & bit) == 0 && key.Row is LedgerState.Sending or LedgerState.InDoubt && Ask(state, worker, at) is { } asked)
            yield return Step($"w{worker} asks for {at}", asked);
        (string, ProtocolState) Step(string name, ProtocolState next) => (name, Judged(next, at));
    }

    private ProtocolState? Ask(ProtocolState state, int worker, int at)
    {
        var key = state.Key(at);
        var doubted = key.Row == LedgerState.Sending ? Moves(state, worker, at, key, LedgerState.InDoubt) : state;
        if (doubted is not { } found)
            return null;
        return key switch
        {
            { Shown: > 1 } => Moves(found, worker, at, found.Key(at), LedgerState.Quarantined),
            { Shown: > 0 } => Moves(found, worker, at, found.Key(at), LedgerState.Confirmed),
            { IsTaken: true } when without != Rule.TakenIsNeverSentAgain => found,
            _ when without == Rule.AbsenceTakesTime || IsSettled(state, worker, key) => Moves(found, worker, at, found.Key(at), LedgerState.Planned),
            _ => found,
        };
    }

    // So much time has passed that nothing of it is on its way, hidden, or about to leave under a right that still holds.
    private bool IsSettled(ProtocolState state, int worker, ProtocolKey key) =>
        key is { InFlight: 0 } && (key.Hidden == 0 || (without == Rule.TakenIsNeverSentAgain && key.IsTaken))
        && !((key.Intends & (1 << (1 - worker))) != 0 && state.Of(1 - worker) == Right.Newest && !state.IsExpired);

    private bool MayLeave(ProtocolState state, int worker) =>
        without == Rule.LeaseIsChecked || (state.Of(worker) == Right.Newest && !state.IsExpired);

    private static ProtocolState Leave(ProtocolState state, int worker, int at)
    {
        var (key, bit) = (state.Key(at), 1 << worker);
        var left = state.With(at, key with { Intends = key.Intends & ~bit, Awaits = key.Awaits | bit, InFlight = key.InFlight + 1 });
        return key.Row == LedgerState.Sending ? left : left with { Broken = "it was sent and its row did not say so" };
    }

    // A commit: all moves or none, by the ledger's own table, and only under the newest fence.
    private ProtocolState? Moves(ProtocolState state, int worker, int at, ProtocolKey key, params ReadOnlySpan<LedgerState> states)
    {
        var isStale = state.Of(worker) == Right.Stale;
        if (isStale && without != Rule.FenceIsChecked)
            return null;
        foreach (var to in states)
        {
            if (!LedgerMoves.Allows(key.Row, to, wasSent: true))
                return null;
            key = key with { Row = to };
        }

        return state.With(at, key) with { Broken = isStale ? "a stale owner's outcome was recorded" : state.Broken };
    }

    private static ProtocolState Judged(ProtocolState state, int at)
    {
        var key = state.Key(at);
        var broken = state.Broken
            ?? (key.InFlight + key.Copies > 1 ? "two of it may be there" : null)
            ?? (key.Row == LedgerState.Confirmed && key.Copies != 1 ? "it is confirmed and not there once" : null);
        return state with { Broken = broken };
    }
}
