using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>What to ask the EHR for.</summary>
/// <param name="ResourceType">FHIR type.</param>
/// <param name="UpdatedSince">Only what the server changed at or after this instant (its clock, not ours); null for everything.</param>
/// <param name="ServicesSince">Only Encounters, Claims, ChargeItems and Procedures of this local day or later; null for all.</param>
public sealed record ResourceQuery(string ResourceType, DateTimeOffset? UpdatedSince, DateOnly? ServicesSince);

/// <summary>One page of a search, its entries in the order received.</summary>
/// <param name="ResourceType">Type that was asked for; entries of other types were included by the server.</param>
/// <param name="Resources">Each resource as the bytes between its braces.</param>
/// <param name="PossiblyIncomplete">The server said, or its links show, that something may be missing: the month must not close on this read.</param>
/// <param name="Gaps">What could not be read on this page.</param>
public sealed record ResourcePage(
    string ResourceType, IReadOnlyList<ReadOnlyMemory<byte>> Resources, bool PossiblyIncomplete, IReadOnlyList<RecordGap> Gaps);

/// <summary>Reads the EHR page by page. The bytes of a page are valid until the next page is asked for.</summary>
public interface IEhrReader
{
    /// <summary>Whether the EHR can be asked for changes of this type.</summary>
    Task<bool> OffersChangesAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Whether the EHR has this type at all.</summary>
    Task<bool> OffersAsync(string resourceType, CancellationToken cancellation);

    /// <summary>All pages of a search.</summary>
    /// <exception cref="EhrException">The EHR cannot be reached, refuses, or does not speak FHIR.</exception>
    IAsyncEnumerable<ResourcePage> ReadAsync(ResourceQuery query, CancellationToken cancellation);
}
