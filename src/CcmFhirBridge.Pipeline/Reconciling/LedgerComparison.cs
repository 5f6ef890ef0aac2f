using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>Compares what the ledger says of a month with what the EHR has. Pure.</summary>
/// <param name="bodies">Tells whether a copy is faithful.</param>
/// <param name="writesPairs">Whether the EHR is given both a Claim and its ChargeItems.</param>
/// <param name="mayBeHidden">Whether the EHR may have a confirmed entry and not show it yet.</param>
/// <param name="changing">Bills of which something is being taken back: but for duplicates they are compared once that is done.</param>
internal sealed class LedgerComparison(IClaimBodies bodies, bool writesPairs, Func<LedgerEntry, bool> mayBeHidden, IReadOnlySet<ClaimSlot> changing)
{
    /// <summary>All disagreements of a month but those about other bills.</summary>
    /// <param name="entries">Every entry of the month.</param>
    /// <param name="holdings">Everything of ours in the EHR.</param>
    /// <param name="knownElsewhere">Identifiers that the ledger has under another month.</param>
    public IEnumerable<DriftFinding> Of(IReadOnlyList<LedgerEntry> entries, IReadOnlyList<EhrHolding> holdings, IReadOnlySet<string> knownElsewhere)
    {
        var held = holdings.ToLookup(holding => (holding.ResourceType, holding.Identifier));
        var known = entries.ToLookup(entry => (entry.ResourceType, (string?)entry.Identifier));
        foreach (var revisions in known)
        {
            if (OfKnown(Newest(revisions), [.. held[revisions.Key].Select(holding => holding.Copy)]) is { } drift)
                yield return drift;
        }

        foreach (var unknown in held.Where(group => !known.Contains(group.Key) && !(group.Key.Identifier is { } identifier && knownElsewhere.Contains(identifier))))
        {
            if (OfUnknown([.. unknown.Where(holding => !holding.Copy.Cancelled)]) is { } drift)
                yield return drift;
        }

        if (!writesPairs)
            yield break;
        var moving = entries.Where(entry => changing.Contains(entry.Slot)).Select(entry => entry.Identifier).ToHashSet(StringComparer.Ordinal);
        foreach (var half in Halves(known, [.. holdings.Where(holding => !holding.Copy.Cancelled && holding.Identifier is { } identifier && !moving.Contains(identifier))]))
            yield return half;
    }

    private static LedgerEntry Newest(IEnumerable<LedgerEntry> revisions) =>
        revisions.OrderBy(entry => entry.State == LedgerState.Corrected ? 0 : 1).ThenBy(entry => entry.Revision).Last();

    private DriftFinding? OfKnown(LedgerEntry entry, IReadOnlyList<EhrCopy> copies)
    {
        var live = copies.Where(copy => !copy.Cancelled).ToList();
        if (live.Count > 1)
            return Drift(DriftKind.Duplicate, entry, live, $"The EHR has {live.Count} that are not cancelled.");
        if (changing.Contains(entry.Slot))
            return null;
        if (entry.State == LedgerState.Confirmed)
        {
            var verdict = EhrCopies.Judge(entry, copies, bodies);
            return verdict.State switch
            {
                LedgerState.Confirmed => null,
                LedgerState.Quarantined => Drift(DriftKind.Changed, entry, copies, verdict.Reason!),
                _ when mayBeHidden(entry) => null,
                _ => Drift(DriftKind.Missing, entry, copies, $"The ledger has it as {entry.EhrReference}, and the EHR does not have it."),
            };
        }

        // What is on its way is known as soon as the next pass has asked.
        return live.Count == 0 || entry.State is LedgerState.Sending or LedgerState.InDoubt
            ? null
            : Drift(DriftKind.Extra, entry, live, $"The EHR has it, and it stands in the ledger without being confirmed. 'ccm-bridge outbox show {entry.RevisionIdentifier}' says why.");
    }

    private static DriftFinding? OfUnknown(IReadOnlyList<EhrHolding> live) => live.Count == 0 ? null : new DriftFinding(
        live.Count > 1 ? DriftKind.Duplicate : DriftKind.Extra,
        live[0].ResourceType, live[0].Identifier, live[0].Patient,
        [.. live.Select(holding => holding.Copy.Reference)],
        live.Count > 1 ? $"The EHR has {live.Count} that are not cancelled, and the ledger knows none." : "The ledger does not know it.");

    // Seen from what is there: a bill without its other half is one whatever the ledger thinks.
    private IEnumerable<DriftFinding> Halves(ILookup<(string, string?), LedgerEntry> known, IReadOnlyList<EhrHolding> live)
    {
        var hidden = known.SelectMany(revisions => revisions).Where(entry => entry.State == LedgerState.Confirmed && mayBeHidden(entry)).Select(entry => entry.Identifier);
        var there = live.Select(holding => holding.Identifier!).Concat(hidden).ToHashSet(StringComparer.Ordinal);
        foreach (var claim in live.Where(holding => holding.ResourceType == "Claim" && !IsVoid(known, holding)).DistinctBy(holding => holding.Identifier))
        {
            var lacking = claim.Codes.Distinct(StringComparer.Ordinal).Where(code => !there.Contains(ClaimIdentifiers.Charge(claim.Identifier!, code))).ToList();
            if (lacking.Count > 0)
            {
                yield return Half(claim, $"The Claim is there without the ChargeItem of {string.Join(", ", lacking)}."
                    + Coming(lacking.SelectMany(code => known[("ChargeItem", ClaimIdentifiers.Charge(claim.Identifier!, code))])));
            }
        }

        foreach (var charges in live.Where(holding => holding.ResourceType == "ChargeItem").GroupBy(holding => holding.Identifier!.Split('-')[0], StringComparer.Ordinal))
        {
            if (!there.Contains(charges.Key))
                yield return Half(charges.First(), "The ChargeItems are there without their Claim." + Coming(known[("Claim", charges.Key)]));
        }
    }

    // A void repeats the lines of what it withdraws and has no charges of its own.
    private bool IsVoid(ILookup<(string, string?), LedgerEntry> known, EhrHolding claim) =>
        known[("Claim", claim.Identifier)].ToList() is { Count: > 0 } revisions && bodies.Read(Newest(revisions).Body).Replaces is { IsVoid: true };

    private static string Coming(IEnumerable<LedgerEntry> lacking) =>
        lacking.Any(entry => entry.State is LedgerState.Planned or LedgerState.Sending or LedgerState.InDoubt) ? " The next pass sees to what is still to leave." : "";

    private static DriftFinding Half(EhrHolding holding, string said) =>
        new(DriftKind.HalfWritten, holding.ResourceType, holding.Identifier, holding.Patient, [holding.Copy.Reference], said);

    private static DriftFinding Drift(DriftKind kind, LedgerEntry entry, IEnumerable<EhrCopy> copies, string said) =>
        new(kind, entry.ResourceType, entry.Identifier, entry.Patient, [.. copies.Select(copy => copy.Reference).Order(StringComparer.Ordinal)], said);
}
