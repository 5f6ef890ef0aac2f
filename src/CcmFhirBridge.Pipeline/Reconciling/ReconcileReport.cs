using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>What a comparison of the ledger and the EHR came to.</summary>
public sealed record ReconcileReport
{
    /// <summary>Service month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>Entries that the ledger has as confirmed.</summary>
    public required int Confirmed { get; init; }

    /// <summary>Entries whose fate the next pass asks about, those that left so lately that the EHR may not show them yet, and what is being taken back; they are compared once it is known.</summary>
    public required int Open { get; init; }

    /// <summary>Disagreements, the worst kind first; behind an adoption, first the bills of which it left the ledger a part.</summary>
    public required ImmutableArray<DriftFinding> Findings { get; init; }

    /// <summary>Questions that the EHR did not answer, in words; while there is one, nothing is called clean.</summary>
    public required ImmutableArray<string> NotAsked { get; init; }

    /// <summary>Entries that were taken from the EHR into the ledger.</summary>
    public ImmutableArray<LedgerEntry> Adopted { get; init; } = [];

    /// <summary>Entries of adopted bills that the EHR does not have and that stand in the ledger again.</summary>
    public ImmutableArray<LedgerEntry> Planned { get; init; } = [];

    /// <summary>Both agree, as far as every question was answered.</summary>
    public bool IsClean => Findings.IsEmpty && NotAsked.IsEmpty;
}
