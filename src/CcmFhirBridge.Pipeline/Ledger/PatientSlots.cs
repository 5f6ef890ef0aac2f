using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Ledger;

/// <summary>
/// Where a patient's month stands in the ledger. Keys never move: charts that were both billed before the EHR merged them keep a slot each, and
/// a month goes on with one of them.
/// </summary>
public sealed class PatientSlots(IBillingLedger ledger, PatientAliases aliases, string tenant)
{
    /// <summary>The slots of a patient's month: what may be in the EHR and bills goes before what is only planned, the patient's own before those of merged charts.</summary>
    /// <param name="patient"><c>Patient/id</c> of a chart that is not merged into another.</param>
    /// <param name="month">The month.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<PatientSlot> FindAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var slots = new List<IReadOnlyList<LedgerEntry>>();
        var persons = new HashSet<long>();
        foreach (var chart in aliases.GivenUpFor(patient).Prepend(patient))
        {
            if (await ledger.FindPersonAsync(chart, cancellation) is { } person && persons.Add(person)
                && await ledger.SlotAsync(new ClaimSlot(tenant, person, month), cancellation) is { Count: > 0 } entries)
            {
                slots.Add(entries);
            }
        }

        var ranked = slots.OrderBy(Rank).ToList();
        return ranked.Count == 0 ? PatientSlot.Empty : new PatientSlot(ranked[0], [.. ranked.Skip(1)]);
    }

    /// <summary>The charts whose records are read as the patient's, the patient's own among them.</summary>
    public IReadOnlySet<string> ChartsOf(string patient) => aliases.GivenUpFor(patient).Append(patient).ToHashSet(StringComparer.Ordinal);

    private static int Rank(IReadOnlyList<LedgerEntry> slot)
    {
        var standing = slot.Where(entry => entry.State != LedgerState.Corrected).ToList();
        var there = standing.Where(entry => PatientSlot.MayBeThere(entry)).ToList();
        // A void stands and bills nothing.
        return there.Exists(entry => entry.Units > 0) ? 0 : there.Count > 0 ? 1 : standing.Count > 0 ? 2 : 3;
    }
}

/// <summary>The slot that a patient's month goes on with, and those of merged charts beside it.</summary>
/// <param name="Entries">Its entries, all revisions; empty when nothing was planned yet.</param>
/// <param name="Others">The entries of each other slot.</param>
public sealed record PatientSlot(IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<IReadOnlyList<LedgerEntry>> Others)
{
    public static PatientSlot Empty { get; } = new([], []);

    /// <summary>What stands beside the month's own slot and never left: it makes room.</summary>
    public IReadOnlyList<LedgerEntry> Unsent =>
    [
        .. Others.Where(other => !other.Any(MayBeThere)).SelectMany(other => other)
            .Where(entry => entry is { Attempts: 0, State: LedgerState.Planned or LedgerState.Held or LedgerState.Quarantined }),
    ];

    /// <summary>The bill of a merged chart that may be in the EHR beside the month's own; null when there is none.</summary>
    public IReadOnlyList<LedgerEntry>? Surplus(string chart) =>
        Others.FirstOrDefault(other => other.Any(entry => entry.Patient == chart && MayBeThere(entry)));

    internal static bool MayBeThere(LedgerEntry entry) =>
        entry.State is LedgerState.Sending or LedgerState.InDoubt or LedgerState.Confirmed
        || (entry.State is LedgerState.Planned or LedgerState.Held or LedgerState.Quarantined && (entry.SentAt is not null || entry.EhrReference is not null));
}
