using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Code systems that conditions are read in.</summary>
public enum ConditionCodeSystem
{
    /// <summary>ICD-10-CM.</summary>
    Icd10Cm,

    /// <summary>SNOMED CT.</summary>
    SnomedCt,

    /// <summary>Any other, such as a local list or ICD-9.</summary>
    Other,
}

/// <summary>One code of a condition.</summary>
/// <param name="System">Code system.</param>
/// <param name="Code">Code as written, dots included.</param>
public readonly record struct ConditionCoding(ConditionCodeSystem System, string Code);

/// <summary>Where a condition is recorded.</summary>
public enum ConditionCategory
{
    /// <summary>Absent, or none that we know; read as the problem list.</summary>
    Unspecified,

    /// <summary>Problem list or health concern.</summary>
    ProblemList,

    /// <summary>Diagnosis of one encounter only.</summary>
    EncounterDiagnosis,
}

/// <summary>A problem or diagnosis as the EHR states it; whether it is chronic is for the rule pack to say.</summary>
public sealed record ConditionRecord
{
    /// <summary>The Condition.</summary>
    public required SourceReference Source { get; init; }

    /// <summary>Its codes, in the order written; empty when it has text only.</summary>
    public required ImmutableArray<ConditionCoding> Codings { get; init; }

    /// <summary><c>clinicalStatus</c> code, or null when absent.</summary>
    public string? ClinicalStatus
    {
        get;
        init => (field, MayBeActive) = (value, value is null or "active" or "recurrence" or "relapse");
    }

    /// <summary><c>verificationStatus</c> code, or null when absent.</summary>
    public string? VerificationStatus
    {
        get;
        init => (field, MayBeConfirmed) = (value, value is null or "confirmed");
    }

    /// <summary>Where it is recorded.</summary>
    public ConditionCategory Category { get; init; }

    /// <summary>When it began, or null.</summary>
    public Moment? Onset { get; init; }

    /// <summary>When it ended, or null.</summary>
    public Moment? Abatement { get; init; }

    /// <summary>No clinical status says that the patient does not have it now; told once for all who ask.</summary>
    internal bool MayBeActive { get; private init; } = true;

    /// <summary>No verification status says that it is not confirmed; told once for all who ask.</summary>
    internal bool MayBeConfirmed { get; private init; } = true;
}
