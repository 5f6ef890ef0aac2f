using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Statements;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>What to ask the EHR for.</summary>
/// <param name="ResourceType">FHIR type.</param>
/// <param name="UpdatedSince">Only what the server changed at or after this instant (its clock, not ours); null for everything.</param>
/// <param name="ServicesSince">Only Encounters, Claims, ChargeItems and Procedures of this local day or later; null for all.</param>
public sealed record ResourceQuery(string ResourceType, DateTimeOffset? UpdatedSince, DateOnly? ServicesSince)
{
    /// <summary>Only what belongs to this patient, as <c>Patient/id</c>; null for all. Of the type Patient it is the patient itself.</summary>
    public string? Patient { get; init; }

    /// <summary>Only the resource of this id, read by its address; null for a search. What is not there, or is kept back, is no failure: the page is empty.</summary>
    public string? Id { get; init; }

    /// <summary>Ranges are written with a beginning and an end.</summary>
    public bool ClosesRanges { get; init; }
}

/// <summary>One page of a search, its entries in the order received.</summary>
/// <param name="ResourceType">Type that was asked for; entries of other types were included by the server.</param>
/// <param name="Resources">Each resource as the bytes between its braces.</param>
/// <param name="PossiblyIncomplete">The server said, or its links show, that something may be missing: the month must not close on this read.</param>
/// <param name="Gaps">What could not be read on this page.</param>
public sealed record ResourcePage(
    string ResourceType, IReadOnlyList<ReadOnlyMemory<byte>> Resources, bool PossiblyIncomplete, IReadOnlyList<RecordGap> Gaps)
{
    /// <summary>The EHR's clock when it answered; null where it does not tell its time.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>No page of the same search follows; false also where that is not known.</summary>
    public bool IsLast { get; init; }

    /// <summary>The patient who was asked for leads to another one; null where nobody does.</summary>
    public MergedPatient? Merged { get; init; }

    /// <summary>The server dropped what was to tell changes from the rest.</summary>
    public bool IgnoresChanges { get; init; }

    /// <summary>The server dropped the day from which services were asked for.</summary>
    public bool IgnoresDays { get; init; }

    /// <summary>The server dropped the patient who was asked for.</summary>
    public bool IgnoresPatient { get; init; }
}

/// <summary>A patient whose address leads to another one.</summary>
/// <param name="Patient">Who was asked for, as <c>Patient/id</c>.</param>
/// <param name="Into">Who came.</param>
public sealed record MergedPatient(string Patient, string Into);

/// <summary>How a type can be read, the best way first.</summary>
/// <param name="Forms">The forms to try, each when the EHR refuses or ignores the one before it; empty when the EHR does not have the type.</param>
/// <param name="Because">Why the first one is the first.</param>
/// <param name="Basis">Print of what the choice rests on: under another one, what was seen of a form before counts no more.</param>
public sealed record ReadPlan(ImmutableArray<ReadForm> Forms, string Because, string Basis)
{
    /// <summary>Why the EHR, which has the type, shows none of it, or only a part; null where it keeps nothing back.</summary>
    public string? Withheld { get; init; }
}

/// <summary>Reads the EHR page by page. The bytes of a page are valid until the next page is asked for.</summary>
public interface IEhrReader
{
    /// <summary>How a type can be read.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    Task<ReadPlan> PlanAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Whose records are read, each as <c>Patient/id</c>, once; null for everybody whom a search for Patients shows.</summary>
    /// <exception cref="EhrException">The EHR does not give the Group.</exception>
    Task<IReadOnlyList<string>?> PopulationAsync(CancellationToken cancellation);

    /// <summary>Reads anew what the EHR says of itself; plans that are made from then on go by it.</summary>
    /// <exception cref="EhrException">The EHR cannot be reached, or its statement cannot be used.</exception>
    Task<EhrStatement> StatementAsync(CancellationToken cancellation);

    /// <summary>All pages of a search.</summary>
    /// <exception cref="EhrException">The EHR cannot be reached, refuses, or does not speak FHIR.</exception>
    IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, CancellationToken cancellation);
}
