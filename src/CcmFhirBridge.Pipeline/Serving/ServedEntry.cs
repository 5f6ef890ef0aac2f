using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Serving;

/// <summary>An entry of the ledger as it is told to others, as it stood after one of its events.</summary>
public sealed record ServedEntry
{
    /// <summary>Code of the line; null for the Claim.</summary>
    public required string? Code { get; init; }

    /// <summary>Identifier of the revision; in lower case it is the logical id.</summary>
    public required string RevisionIdentifier { get; init; }

    /// <summary><c>Patient/id</c> as the body says it: of whoever was billed, whatever the EHR merged later.</summary>
    public required string Subject { get; init; }

    public required LedgerState State { get; init; }

    /// <summary>The output that files the bill, as the tenant file said when it was planned; null where that is not known.</summary>
    public required FiledThrough? FiledThrough { get; init; }

    /// <summary>Body in UTF-8, as it was planned.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Number of its events up to now: 1, 2, ….</summary>
    public required long Version { get; init; }

    /// <summary>Instant of the last of those events.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When the body says it was made, to the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First day of the period that the body bills.</summary>
    public required DateOnly OccursFrom { get; init; }

    /// <summary>FHIR type of the body.</summary>
    public string ResourceType => Code is null ? "Claim" : "ChargeItem";
}
