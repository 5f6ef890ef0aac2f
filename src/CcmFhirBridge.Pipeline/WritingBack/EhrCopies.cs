using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What an entry should become, by what the EHR has of it.</summary>
/// <param name="State">The state it should take.</param>
/// <param name="Reference">Reference and version in the EHR, or null.</param>
/// <param name="Reason">Why, for a person; paths only, no patient data.</param>
public sealed record CopyVerdict(LedgerState State, string? Reference, string? Reason);

/// <summary>Compares an entry with every copy of it in the EHR. Pure.</summary>
public static class EhrCopies
{
    public static CopyVerdict Judge(LedgerEntry entry, IReadOnlyList<EhrCopy> copies, IClaimBodies bodies)
    {
        var live = copies.Where(copy => !copy.Cancelled).ToList();
        if (live.Count > 1)
            return new(LedgerState.Quarantined, null, $"The EHR has {live.Count} that are not cancelled under one identifier.");
        if (live.Count == 0)
            return Absent(entry, copies);
        var copy = live[0];
        if (copy.RevisionIdentifier is not null && copy.RevisionIdentifier != entry.RevisionIdentifier)
            return new(LedgerState.Quarantined, Reference(copy), "The EHR has another revision of it that is not cancelled.");
        // What this ledger never sent was made by an installation before it, or before its backup: at another moment, which bills nothing.
        var differences = entry.Attempts == 0 ? bodies.Changes(entry.Body, copy.Json) : bodies.Differences(entry.Body, copy.Json);
        return differences.Count == 0
            ? new(LedgerState.Confirmed, Reference(copy), copy.Beside.Count == 0 ? null : "The EHR made of it too: " + string.Join(", ", copy.Beside))
            : new(LedgerState.Quarantined, Reference(copy), "The EHR's copy differs at " + string.Join(", ", differences));
    }

    private static CopyVerdict Absent(LedgerEntry entry, IReadOnlyList<EhrCopy> copies)
    {
        if (copies.FirstOrDefault(copy => copy.RevisionIdentifier == entry.RevisionIdentifier) is { } cancelled)
            return new(LedgerState.Quarantined, Reference(cancelled), "Somebody cancelled it in the EHR.");
        // Once the EHR said that it has it, its absence is a slow index or somebody's deletion: neither is a reason to send again.
        return entry.EhrReference is null
            ? new(LedgerState.Planned, null, "The EHR does not have it.")
            : new(LedgerState.InDoubt, entry.EhrReference, "The EHR took it and does not show it.");
    }

    private static string Reference(EhrCopy copy) => copy.Version is null ? copy.Reference : $"{copy.Reference}/_history/{copy.Version}";
}
