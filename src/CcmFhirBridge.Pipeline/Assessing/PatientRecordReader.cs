using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>Turns stored facts into records, with the practice's people as the directory had them when it was opened.</summary>
public sealed class PatientRecordReader
{
    private readonly IResourceStore _store;
    private readonly IRecordBuilder _builder;
    private readonly Tenant _tenant;

    private PatientRecordReader(IResourceStore store, IRecordBuilder builder, Tenant tenant)
    {
        _store = store;
        _builder = builder;
        _tenant = tenant;
    }

    public static async Task<PatientRecordReader> OpenAsync(
        IResourceStore store, IResourceMapping mapping, Tenant tenant, CancellationToken cancellation) =>
        new(store, mapping.CreateBuilder(await store.DirectoryFactsAsync(cancellation)), tenant);

    /// <summary>What is stored of a patient, and what the same people logged for others in the month.</summary>
    public async Task<PatientFacts> ReadAsync(string patient, ServiceMonth month, CancellationToken cancellation)
    {
        var facts = await _store.FactsOfAsync(patient, cancellation);
        var own = await _store.StaffIntervalsOfAsync(patient, _tenant.TimeZone.Month(month), cancellation);
        if (own.Count == 0)
            return new PatientFacts(patient, facts, [], _builder);
        var persons = own.SelectMany(interval => _builder.AliasesOf(interval.Person)).ToHashSet(StringComparer.Ordinal);
        var span = new Interval(own.Min(interval => interval.When.Start), own.Max(interval => interval.When.End));
        return new PatientFacts(patient, facts, await _store.StaffIntervalsAsync(persons, patient, span, cancellation), _builder);
    }
}

/// <summary>Everything that a record is built from; building it is pure.</summary>
public sealed record PatientFacts(
    string Patient, IReadOnlyList<ReadOnlyMemory<byte>> Facts, IReadOnlyList<StaffInterval> Elsewhere, IRecordBuilder Builder)
{
    /// <summary>Whether nothing at all is stored of the patient.</summary>
    public bool AreUnknown => Facts.Count == 0;

    public PatientRecord Build() => Builder.Build(Patient, Facts, Elsewhere);
}
