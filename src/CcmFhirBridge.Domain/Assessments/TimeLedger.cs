using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>One entry of the month, as it was counted.</summary>
/// <param name="Source">The Encounter.</param>
/// <param name="Span">Its part inside the month; null when it has no usable span.</param>
/// <param name="Performers">Who did it.</param>
/// <param name="Activity">What was done.</param>
/// <param name="ClinicalStaffSeconds">Seconds counted as clinical-staff time.</param>
/// <param name="PractitionerSeconds">Seconds counted as the billing practitioner's own time.</param>
/// <param name="Excluded">Seconds not counted, by reason (such as <c>before-consent</c>); a reason with 0 seconds explains an entry without a span.</param>
public sealed record TimeLedgerLine(
    SourceReference Source, Interval? Span, ImmutableArray<Performer> Performers, string Activity,
    int ClinicalStaffSeconds, int PractitionerSeconds, ImmutableSortedDictionary<string, int> Excluded)
{
    /// <summary>Whether the entry is of chronic care management and of no other programme.</summary>
    public bool IsOfProgram { get; init; }

    /// <summary>What the entry's own text is worth.</summary>
    public EntryNote Note { get; init; }

    /// <summary>QuestionnaireResponses that tell how long it was; empty where none does.</summary>
    public ImmutableArray<SourceReference> Answers { get; init; } = [];
}

/// <summary>
/// Every second of every entry in the month, counted once or excluded with a reason:
/// <c>clinicalStaff + practitioner + excluded</c> is the sum of all entries' seconds in the month.
/// </summary>
public sealed record TimeLedger
{
    /// <summary>Counted clinical-staff seconds.</summary>
    public required int ClinicalStaff { get; init; }

    /// <summary>Counted seconds of the billing practitioner, pooled ones included.</summary>
    public required int Practitioner { get; init; }

    /// <summary>Practitioner seconds that the chosen pathway adds to the staff's; part of <see cref="Practitioner"/>.</summary>
    public required int Pooled { get; init; }

    /// <summary>Seconds not counted.</summary>
    public required int Excluded { get; init; }

    /// <summary>Counted seconds that carry no further unit; part of the first two.</summary>
    public required int Surplus { get; init; }

    /// <summary>Excluded seconds by reason.</summary>
    public required ImmutableSortedDictionary<string, int> ExcludedBy { get; init; }

    /// <summary>Entry by entry, by start and then by source.</summary>
    public required ImmutableArray<TimeLedgerLine> Lines { get; init; }
}
