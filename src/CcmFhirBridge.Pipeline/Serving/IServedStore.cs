namespace CcmFhirBridge.Pipeline.Serving;

/// <summary>
/// The ledger as it is told to those who ask for it over FHIR: every entry is a resource that changes with each of its events, and every
/// event a version of it. Nothing is ever gone. Only looks, but for <see cref="SecretAsync"/>.
/// </summary>
public interface IServedStore
{
    /// <summary>The entry as it is now; null when there is none of the type.</summary>
    Task<ServedEntry?> ServedAsync(string resourceType, string revisionIdentifier, CancellationToken cancellation);

    /// <summary>The entry as it was after its event <paramref name="version"/> (1, 2, …); null when there is no such event.</summary>
    Task<ServedEntry?> ServedVersionAsync(string resourceType, string revisionIdentifier, long version, CancellationToken cancellation);

    /// <summary>The newest versions of the entry, newest first; empty when there is none of the type.</summary>
    Task<IReadOnlyList<ServedEntry>> ServedVersionsAsync(string resourceType, string revisionIdentifier, int most, CancellationToken cancellation);

    /// <summary>A page of entries, each as it is now.</summary>
    Task<IReadOnlyList<ServedEntry>> SearchServedAsync(ServedQuery query, CancellationToken cancellation);

    /// <summary>How many entries of a type there are.</summary>
    Task<long> CountServedAsync(string resourceType, ServedCriterion where, CancellationToken cancellation);

    /// <summary>The Claims of these ChargeItems, or the ChargeItems of these Claims, by revision identifier.</summary>
    /// <param name="resourceType">Type of what is looked for.</param>
    /// <param name="revisionIdentifiers">Those of the other type.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<ServedEntry>> ServedTogetherAsync(string resourceType, IReadOnlyList<string> revisionIdentifiers, CancellationToken cancellation);

    /// <summary>A secret of the tenant's own, 32 bytes, made when it is first asked for and the same for ever.</summary>
    Task<byte[]> SecretAsync(string name, CancellationToken cancellation);
}
