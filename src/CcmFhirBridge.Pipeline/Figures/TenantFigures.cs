using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reconciling;

namespace CcmFhirBridge.Pipeline.Figures;

/// <summary>How much a tenant's store holds of what a person who watches it asks for; counts and instants only, nothing of a patient.</summary>
public sealed record TenantFigures
{
    /// <summary>The service month that the patients are counted in.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>When the figures were read.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Patients who changed since their assessment of the month, or who have none.</summary>
    public required int DirtyPatients { get; init; }

    /// <summary>Patients with an assessment of the month, by outcome; an outcome that nobody has is absent.</summary>
    public required ImmutableSortedDictionary<Outcome, int> Assessed { get; init; }

    /// <summary>What has to be asked about or may be sent.</summary>
    public required OutboxFigures Outbox { get; init; }

    /// <summary>Resources of the ledger that were set aside for a person.</summary>
    public required int Quarantined { get; init; }

    /// <summary>Resources of the ledger that wait for a person before they are planned.</summary>
    public required int Held { get; init; }

    /// <summary>Resources that the EHR refused for good and no later revision replaced.</summary>
    public required int Rejected { get; init; }

    /// <summary>Bills whose Claim has been in the EHR for longer than a quarter of an hour, while a ChargeItem of theirs was tried and is not.</summary>
    public int HalfWritten { get; init; }

    /// <summary>Stored resources that cannot be read.</summary>
    public required int Gaps { get; init; }

    /// <summary>When the last sync went through; null before the first.</summary>
    public required DateTimeOffset? LastSync { get; init; }

    /// <summary>Patients of whom the EHR may not have shown everything: their months are held.</summary>
    public int DoubtedPatients { get; init; }

    /// <summary>Resource types whose last read, or last read of everything, may be incomplete.</summary>
    public required int IncompleteTypes { get; init; }

    /// <summary>Resource types that are not read in the best form, because the EHR refused or ignored it.</summary>
    public int FallenForms { get; init; }

    /// <summary>Types of which nothing can be told, in order: the EHR does not let them be read, or not all of them.</summary>
    public ImmutableArray<string> UnreadTypes { get; init; } = [];

    /// <summary>When the EHR was last seen to say something else of itself than before; null when it never was.</summary>
    public DateTimeOffset? EhrChanged { get; init; }

    /// <summary>End of the last sync that brought a new or changed Encounter; null before the first.</summary>
    public required DateTimeOffset? LastEncounters { get; init; }

    /// <summary>When the ledger's history got its newest record; null while it is empty.</summary>
    public required DateTimeOffset? LastAudit { get; init; }

    /// <summary>Claims that have left and wait for a person to correct them.</summary>
    public int Corrections { get; init; }

    /// <summary>First day by which one of them asks for money to be returned; null when none does.</summary>
    public DateOnly? ReturnBy { get; init; }

    /// <summary>What the last comparison of each month with the EHR came to, newest month first.</summary>
    public ImmutableArray<MonthComparison> Comparisons { get => field.IsDefault ? [] : field; init; }

    /// <summary>Resources about which the EHR and the ledger disagreed when they were last compared, over all months.</summary>
    public int Drift => Comparisons.Sum(comparison => comparison.Findings);

    /// <summary>Months that are stored, newest first.</summary>
    public required ImmutableArray<MonthRecord> Months { get; init; }

    /// <summary>Patients with an assessment of the month.</summary>
    public int AssessedInAll => Assessed.Values.Sum();

    /// <summary>Months that wait for a complete read or for a person.</summary>
    public int MonthsInReview => Months.Count(month => month.State == MonthState.InReview);
}

/// <summary>Resources of the ledger that are planned, sending or in doubt.</summary>
public sealed record OutboxFigures
{
    public required int Planned { get; init; }

    /// <summary>Sent, and nobody can tell yet whether the EHR has them.</summary>
    public required int InDoubt { get; init; }

    /// <summary>Most times that any one of them was sent.</summary>
    public required int MostAttempts { get; init; }

    /// <summary>When the one that waits longest was first planned; null when nothing waits.</summary>
    public required DateTimeOffset? OldestSince { get; init; }

    public int Depth => Planned + InDoubt;
}
