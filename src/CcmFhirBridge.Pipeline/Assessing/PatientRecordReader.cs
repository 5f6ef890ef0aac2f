using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>Turns stored facts into records, with the practice's people and the decisions as they were when it was opened.</summary>
public sealed class PatientRecordReader
{
    private readonly IResourceStore _store;
    private readonly IResourceMapping _mapping;
    private readonly IRecordBuilder _builder;
    private readonly ILookup<string, HumanDecision> _decisions;
    private readonly ILookup<string, ReadDoubt> _doubts;
    private readonly DateOnly? _servicesSince;
    private readonly ImmutableArray<string> _unread;
    private readonly Tenant _tenant;

    private PatientRecordReader(
        IResourceStore store, IResourceMapping mapping, IRecordBuilder builder, ILookup<string, HumanDecision> decisions, ILookup<string, ReadDoubt> doubts, DateOnly? servicesSince,
        PatientAliases aliases, ImmutableArray<string> unread, Tenant tenant)
    {
        Aliases = aliases;
        _decisions = decisions;
        _doubts = doubts;
        _servicesSince = servicesSince;
        _unread = unread;
        _store = store;
        _mapping = mapping;
        _builder = builder;
        _tenant = tenant;
    }

    /// <summary>Who is read as whom.</summary>
    public PatientAliases Aliases { get; }

    public static async Task<PatientRecordReader> OpenAsync(
        IResourceStore store, IResourceMapping mapping, Tenant tenant, CancellationToken cancellation)
    {
        var aliases = await store.PatientAliasesAsync(cancellation);
        return new(
            store, mapping, mapping.CreateBuilder(await store.DirectoryFactsAsync(cancellation)),
            (await store.DecisionsAsync(cancellation)).ToLookup(decision => decision.KeepsBack ? aliases.Resolve(decision.Patient) : decision.Patient, StringComparer.Ordinal),
            DoubtsOf(await store.DoubtsAsync(cancellation), aliases), await store.ServicesSinceAsync(cancellation), aliases, await store.UnreadTypesAsync(cancellation), tenant);
    }

    /// <summary>What is stored of a patient, and what the same people logged for others in the month.</summary>
    public async Task<PatientFacts> ReadAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var facts = await _store.FactsOfAsync(patient, cancellation);
        var own = await _store.StaffIntervalsOfAsync(patient, _tenant.TimeZone.Month(month), cancellation);
        var claims = new EarlierClaims(await _store.BilledClaimsAsync(patient, month, cancellation), _mapping);
        if (own.Count == 0)
            return Facts(patient, facts, [], claims);
        var persons = own.SelectMany(interval => _builder.AliasesOf(interval.Person)).ToHashSet(StringComparer.Ordinal);
        var span = new Interval(own.Min(interval => interval.When.Start), own.Max(interval => interval.When.End));
        return Facts(patient, facts, await ToldAsync(await _store.StaffIntervalsAsync(persons, patient, span, cancellation), cancellation), claims);
    }

    // What is stored of an entry is the longest that it can be, where another resource tells how long it was.
    private async Task<IReadOnlyList<StaffInterval>> ToldAsync(IReadOnlyList<StaffInterval> stored, CancellationToken cancellation)
    {
        var told = new List<StaffInterval>();
        foreach (var others in stored.GroupBy(interval => interval.Patient, StringComparer.Ordinal))
        {
            if (_builder.StaffTimes(others.Key, []) is null)
                return stored;
            told.AddRange(_builder.StaffTimes(others.Key, await _store.FactsOfAsync(others.Key, cancellation))!);
        }

        return told;
    }

    // Whoever was merged is billed as the one who is left.
    private static ILookup<string, ReadDoubt> DoubtsOf(IReadOnlyList<PatientDoubt> doubts, PatientAliases aliases) =>
        doubts.Select(doubt => (Patient: aliases.Resolve(doubt.Patient), doubt.Doubt)).Distinct().ToLookup(doubt => doubt.Patient, doubt => doubt.Doubt, StringComparer.Ordinal);

    private PatientFacts Facts(string patient, IReadOnlyList<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere, EarlierClaims claims) => new(patient, facts, elsewhere, _builder)
    {
        Claims = claims,
        Decisions = [.. _decisions[patient]],
        Doubts = [.. _doubts[patient]],
        ServicesSince = _servicesSince,
        Unread = _unread,
    };
}

/// <summary>Everything that a record is built from; building it is pure.</summary>
public sealed record PatientFacts(
    string Patient, IReadOnlyList<ReadOnlyMemory<byte>> Facts, IReadOnlyList<StaffInterval> Elsewhere, IRecordBuilder Builder)
{
    /// <summary>Whether nothing at all is stored of the patient.</summary>
    public bool AreUnknown => Facts.Count == 0;

    /// <summary>What people decided about the patient.</summary>
    public ImmutableArray<HumanDecision> Decisions { get; init; } = [];

    /// <summary>Of which types the EHR may not have shown everything.</summary>
    public ImmutableArray<ReadDoubt> Doubts { get; init; } = [];

    /// <summary>First day of services that was read; null when that is not known.</summary>
    public DateOnly? ServicesSince { get; init; }

    /// <summary>Types that the EHR does not let be read, or not all of.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>What the ledger says of earlier months; null where there is none.</summary>
    public EarlierClaims? Claims { get; init; }

    public PatientRecord Build()
    {
        var read = Builder.Build(Patient, Facts, Elsewhere);
        return read with
        {
            Decisions = Decisions,
            Doubts = Doubts,
            ServicesSince = ServicesSince,
            Unread = Unread,
            OwnClaims = Claims?.Among(read.OwnClaims, Builder, Patient) ?? read.OwnClaims,
        };
    }
}
