using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Pipeline.Ledger;

/// <summary>
/// The taking back of one resource that the EHR has: its Claim becomes cancelled, its ChargeItem entered in error, by an update of its status
/// alone. At most one a resource, for ever; its states are those of an entry, and it is never refused for good but set aside.
/// </summary>
public sealed record TakeBack
{
    /// <summary>Revision identifier of the entry that is taken back.</summary>
    public required string RevisionIdentifier { get; init; }

    public required ClaimSlot Slot { get; init; }

    /// <summary>Code of the line; null for the Claim.</summary>
    public string? Code { get; init; }

    /// <summary>The body as it is to be, in UTF-8 and without an id; committed before anything is sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>SHA-256 of the body, lower-case hex.</summary>
    public required string BodyHash { get; init; }

    public required LedgerState State { get; init; }

    /// <summary>Times that it was sent since a person last took it up again; what never left is not counted.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was last sent, or null.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Why it stands where it stands, for a person; no patient data.</summary>
    public string? Reason { get; init; }

    /// <summary>FHIR type of the body.</summary>
    public string ResourceType => Code is null ? "Claim" : "ChargeItem";
}

/// <summary>A bill that has left makes room for a later revision: all of it in one commit.</summary>
/// <param name="Old">
/// Entries of the revision that stands; they become corrected. Each is confirmed, or is planned or held and never left, because the EHR takes none
/// of its type.
/// </param>
/// <param name="TakeBacks">One for each that is confirmed, planned.</param>
/// <param name="New">The later revision, planned: a replacement with its lines, or a void alone.</param>
public sealed record BillRevision(IReadOnlyList<LedgerEntry> Old, IReadOnlyList<TakeBack> TakeBacks, IReadOnlyList<LedgerEntry> New);
