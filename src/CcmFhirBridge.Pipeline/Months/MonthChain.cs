using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A month's chain read as a whole: what was sealed, and whether what is stored still says it. Pure.</summary>
public sealed class MonthChain
{
    private readonly Dictionary<string, SealedEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SealedAssessment> _assessments = new(StringComparer.Ordinal);

    private MonthChain(IReadOnlyList<MonthLink> links, ImmutableArray<MonthEvent> events)
    {
        Links = links;
        Events = events;
        foreach (var said in events)
        {
            if (said.Step == MonthStep.Closed)
                _assessments.Clear();
            // The ledger only grows, so what was sealed before a reopening has to be there after it.
            foreach (var entry in said.Entries)
                _entries[entry.Key] = entry;
            foreach (var assessment in said.Assessments)
                _assessments[assessment.Patient] = assessment;
        }
    }

    public IReadOnlyList<MonthLink> Links { get; }

    /// <summary>What happened, oldest first.</summary>
    public ImmutableArray<MonthEvent> Events { get; }

    /// <summary>The newest seal; null when the month was never sealed.</summary>
    public string? Seal => Links.Count == 0 ? null : Links[^1].Seal;

    /// <summary>Whether the month is closed and what was decided is sealed.</summary>
    public bool IsSealed => Events is [.., { Step: MonthStep.Closed or MonthStep.Added }];

    /// <summary>The newest reopening; null when there was none.</summary>
    public MonthEvent? Reopening => Events.LastOrDefault(said => said.Step == MonthStep.Reopened);

    /// <summary>Assessments by patient, as they were sealed.</summary>
    public IReadOnlyDictionary<string, SealedAssessment> Assessments => _assessments;

    /// <summary>Reads a chain.</summary>
    /// <exception cref="LedgerIntegrityException">A link cannot be read.</exception>
    public static MonthChain Of(IReadOnlyList<MonthLink> links)
    {
        try
        {
            return new MonthChain(links, [.. links.Select(link => MonthEventJson.Read(link.Body))]);
        }
        catch (FormatException)
        {
            throw new LedgerIntegrityException($"{links[0].Month}: a link of its chain of seals cannot be read. Somebody changed the store beside the bridge: restore a backup.");
        }
    }

    /// <summary>Entries that were planned since the newest seal.</summary>
    public IEnumerable<LedgerEntry> NotSealed(IEnumerable<LedgerEntry> entries) => entries.Where(entry => !_entries.ContainsKey(entry.RevisionIdentifier));

    /// <summary>Whether the patient's month was decided not to be a bill when it was closed: what came since is late.</summary>
    /// <param name="patient"><c>Patient/id</c>.</param>
    /// <param name="aliases">Who is read as whom now.</param>
    public bool IsLocked(string patient, PatientAliases aliases) => IsSealed && Decided(patient, aliases)?.Outcome is not (Outcome.Bill or Outcome.Hold);

    /// <summary>What was sealed of the patient; where that is nothing, what was sealed of a chart that the EHR has merged into the patient's since.</summary>
    public SealedAssessment? Decided(string patient, PatientAliases aliases)
    {
        var own = _assessments.GetValueOrDefault(patient);
        return own is { Outcome: not Outcome.None }
            ? own
            : aliases.GivenUpFor(patient).Select(chart => _assessments.GetValueOrDefault(chart)).FirstOrDefault(decided => decided is { Outcome: not Outcome.None }) ?? own;
    }

    /// <summary>Entries that stand under another patient's id than when they were sealed: rightly, where the EHR merged the two.</summary>
    public IEnumerable<LedgerEntry> UnderAnotherId(IEnumerable<LedgerEntry> entries) =>
        entries.Where(entry => _entries.TryGetValue(entry.RevisionIdentifier, out var sealedEntry) && sealedEntry.Patient != entry.Patient);

    /// <summary>Everything that is not as it was sealed, in words; empty when all is.</summary>
    /// <param name="month">The month as it is stored.</param>
    /// <param name="entries">All its entries in the ledger.</param>
    /// <param name="keptPacks">Hash of what is kept under each version; null where nothing is.</param>
    /// <param name="otherIds">Patients' ids that are known to be of the person of their entries, since the EHR merged charts.</param>
    public ImmutableArray<string> Broken(
        MonthRecord month, IReadOnlyList<LedgerEntry> entries, IReadOnlyDictionary<string, string?> keptPacks, IReadOnlySet<string>? otherIds = null)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        string? previous = null;
        for (var at = 0; at < Links.Count; at++)
        {
            if (Links[at].Previous != previous || !Links[at].IsWhole)
                found.Add($"Link {at + 1} of its chain of seals is not the one that was made.");
            previous = Links[at].Seal;
        }

        if (month.Seal != Seal)
            found.Add("The month names another seal than its chain ends with.");
        if (IsSealed)
            Settings(month, found);
        foreach (var pack in Events.SelectMany(said => said.Packs).Distinct())
        {
            if ((keptPacks.GetValueOrDefault(pack.Version) ?? "") != pack.Hash)
                found.Add($"Rule pack {pack.Version} is kept with another content.");
        }

        var now = entries.ToDictionary(entry => entry.RevisionIdentifier, StringComparer.Ordinal);
        foreach (var sealedEntry in _entries.Values)
        {
            if (!now.TryGetValue(sealedEntry.Key, out var entry))
                found.Add($"{sealedEntry.Key} is gone from the ledger.");
            else if (Under(sealedEntry, entry, otherIds).Differences(SealedEntry.Of(entry)).ToList() is { Count: > 0 } differences)
                found.Add($"{sealedEntry.Key} was changed: {string.Join(", ", differences)}.");
        }

        return found.ToImmutable();
    }

    private void Settings(MonthRecord month, ImmutableArray<string>.Builder found)
    {
        var closed = Events.Last(said => said.Step == MonthStep.Closed);
        if (month.State != MonthState.Closed)
            found.Add("It was closed, and stands otherwise without having been reopened.");
        if ((month.Zone, month.TenantRevision, month.Engine, month.ReadStartedAt) != (closed.Zone, closed.TenantRevision, closed.Engine, closed.ReadStartedAt)
            || month.RulePack != (closed.Packs.IsEmpty ? null : string.Join(' ', closed.Packs.Select(pack => pack.Version))))
        {
            found.Add("Zone, read, tenant revision, rule pack or engine of the month were changed.");
        }
    }

    private static SealedEntry Under(SealedEntry then, LedgerEntry now, IReadOnlySet<string>? otherIds) =>
        otherIds?.Contains(now.Patient) == true && then.Person == now.Slot.Person ? then with { Patient = now.Patient } : then;
}
