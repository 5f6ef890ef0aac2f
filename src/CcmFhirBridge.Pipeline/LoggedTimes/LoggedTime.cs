using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Pipeline.LoggedTimes;

/// <summary>A time entry that was logged here, for an EHR that keeps none; its Encounter lies among the EHR's resources and is read like them.</summary>
public sealed record LoggedTime
{
    /// <summary>Id of the Encounter; begins with <see cref="SourceReference.LoggedPrefix"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The caller's own identifier; null when it gave none.</summary>
    public string? IdentifierSystem { get; init; }

    /// <summary>Value of <see cref="IdentifierSystem"/>; null when it gave none.</summary>
    public string? IdentifierValue { get; init; }

    /// <summary>Hash over what was logged, lower-case hex.</summary>
    public required string ContentHash { get; init; }

    /// <summary>When it was logged.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The registered client that logged it.</summary>
    public required string Client { get; init; }
}
