using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>A finished body on its way out.</summary>
/// <param name="ResourceType"><c>Claim</c> or <c>ChargeItem</c>.</param>
/// <param name="Identifier">Value under <c>B/identifier/claim</c> or <c>B/identifier/charge</c>: the same for every revision.</param>
/// <param name="RevisionIdentifier">Value under <c>…-revision</c>; lower-cased it is the id of an update-as-create.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record OutboundResource(
    string ResourceType, string Identifier, string RevisionIdentifier, string Patient, ReadOnlyMemory<byte> Body)
{
    /// <summary>How it is sent or was sent last; null when it never was, or nobody knows.</summary>
    public WriteVerb? Verb { get; init; }

    /// <summary><c>Type/id</c> under which the EHR has had it, so that it is looked for there too where searches leave out what was taken back; null for none.</summary>
    public string? Reference { get; init; }
}

/// <summary>A resource of ours as the EHR has it now.</summary>
/// <param name="Reference"><c>Type/id</c>.</param>
/// <param name="Version">Version, or null.</param>
/// <param name="RevisionIdentifier">Value of the revision identifier that it carries, or null when the EHR dropped it.</param>
/// <param name="Cancelled">Whether its status is cancelled, entered-in-error or not-billable by correction.</param>
/// <param name="Json">Its bytes.</param>
public sealed record EhrCopy(string Reference, string? Version, string? RevisionIdentifier, bool Cancelled, ReadOnlyMemory<byte> Json)
{
    /// <summary>What the EHR made of the same create beside it, <c>Type/id</c>: no second copy.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];
}

/// <summary>What the EHR did with a body.</summary>
public enum WriteBackOutcome
{
    /// <summary>Created now.</summary>
    Created,

    /// <summary>It was already there.</summary>
    Exists,

    /// <summary>Refused for good; retrying the same body is pointless.</summary>
    Rejected,

    /// <summary>Nothing was sent or the EHR certainly did nothing: it may be sent again later.</summary>
    NotSent,

    /// <summary>Nobody can tell: timeout, reset, 5xx, 408, a malformed success (RELIABILITY A.2 rule 5). Ask before sending again.</summary>
    Unknown,
}

/// <summary>The answer to a write.</summary>
/// <param name="Outcome">What the EHR did.</param>
/// <param name="Reference"><c>Type/id</c> or <c>Type/id/_history/version</c> when the EHR named it.</param>
/// <param name="Detail">Status and issue codes for a person; no patient data.</param>
public sealed record WriteAnswer(WriteBackOutcome Outcome, string? Reference, string Detail);

/// <summary>How what an EHR has is taken back in it.</summary>
public enum TakingBack
{
    /// <summary>Not by the bridge.</summary>
    None,

    /// <summary>By an update of its status: a second one does nothing more.</summary>
    ByUpdate,

    /// <summary>By an entry of its own that offsets it: a second one may offset it twice, so it is sent again only where the first is known not to be there.</summary>
    ByOffset,
}

/// <summary>Writes finished bodies to the EHR with the strongest idempotent create that it offers.</summary>
public interface IEhrWriter
{
    /// <summary>
    /// How this type is created now: by the tenant file, else by the strongest verb that the EHR offers and was not seen to break. Null where
    /// nothing is written: the tenant file says so, or the EHR takes none.
    /// </summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    Task<WriteVerb?> VerbAsync(string resourceType, CancellationToken cancellation);

    /// <summary>Whether a Claim and its ChargeItems are created by one request, all or none.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    Task<bool> CreatesTogetherAsync(CancellationToken cancellation);

    /// <summary>
    /// Sends once, by the verb of the resource; never retries by itself. Cancelling stops what has not begun: a request that is on its way is
    /// waited for, for as long as one may take.
    /// </summary>
    /// <exception cref="LeaseException">The lease did not carry the request; not a byte left.</exception>
    Task<WriteAnswer> SendAsync(OutboundResource resource, ILease lease, CancellationToken cancellation);

    /// <summary>The same for several resources in one transaction; one answer each, in their order.</summary>
    /// <exception cref="LeaseException">The lease did not carry the request; not a byte left.</exception>
    Task<IReadOnlyList<WriteAnswer>> SendTogetherAsync(IReadOnlyList<OutboundResource> resources, ILease lease, CancellationToken cancellation);

    /// <summary>How a resource of this type that is there is taken back there.</summary>
    /// <exception cref="EhrException">The EHR cannot be asked what it offers.</exception>
    Task<TakingBack> TakingBackAsync(string resourceType, CancellationToken cancellation);

    /// <summary>
    /// Takes back a copy that is there, once and only as it was found; never retries by itself.
    /// </summary>
    /// <param name="resource">What was sent.</param>
    /// <param name="takenBack">The body as it is to be, without an id.</param>
    /// <param name="copy">The copy in the EHR.</param>
    /// <param name="lease">The right to work for the tenant.</param>
    /// <param name="cancellation">Stops what has not begun.</param>
    /// <exception cref="LeaseException">The lease did not carry the request; not a byte left.</exception>
    Task<WriteAnswer> TakeBackAsync(OutboundResource resource, ReadOnlyMemory<byte> takenBack, EhrCopy copy, ILease lease, CancellationToken cancellation);

    /// <summary>
    /// Everything in the EHR that carries the identifier (any revision), read past any cache; empty means that it is not there now.
    /// </summary>
    /// <exception cref="EhrException">The EHR cannot be asked: nothing is known.</exception>
    Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, CancellationToken cancellation);
}
