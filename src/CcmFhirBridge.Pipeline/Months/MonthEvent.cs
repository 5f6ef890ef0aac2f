using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>A pack that a month was decided by, and the hash of what was kept under its version.</summary>
public sealed record SealedPack(string Version, string Hash);

/// <summary>What one link of a month's chain says. Never changed.</summary>
public sealed record MonthEvent
{
    public required MonthStep Step { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who, where a person did it.</summary>
    public string? By { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Start of the read that a close rests on.</summary>
    public DateTimeOffset? ReadStartedAt { get; init; }

    /// <summary>IANA zone that the days were told by.</summary>
    public string? Zone { get; init; }

    /// <summary>Hash of the tenant file.</summary>
    public string? TenantRevision { get; init; }

    /// <summary>Engine version.</summary>
    public string? Engine { get; init; }

    /// <summary>Rule pack and overlays.</summary>
    public ImmutableArray<SealedPack> Packs { get; init; } = [];

    /// <summary>Entries of the ledger: all for a close, the new ones for an addition.</summary>
    public ImmutableArray<SealedEntry> Entries { get; init; } = [];

    /// <summary>Assessments: everybody's for a close, those of the patients with new entries for an addition.</summary>
    public ImmutableArray<SealedAssessment> Assessments { get; init; } = [];
}
