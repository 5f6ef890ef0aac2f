using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>A practitioner's statement that the conditions are expected to last and carry significant risk (RULES §3.1).</summary>
/// <param name="Attester">Who attests.</param>
/// <param name="Date">When.</param>
/// <param name="ExpectedDuration">Expected to last twelve months or until death.</param>
/// <param name="SignificantRisk">Together they place the patient at significant risk.</param>
/// <param name="Source">Resource that carries it.</param>
public sealed record DurationRiskAttestation(
    PractitionerIdentity? Attester, Moment? Date, bool? ExpectedDuration, bool? SignificantRisk, SourceReference Source);

/// <summary>A care plan that could be the comprehensive CCM plan: category ccm-plan or assess-plan.</summary>
public sealed record CcmCarePlan
{
    /// <summary>The CarePlan.</summary>
    public required SourceReference Source { get; init; }

    /// <summary><c>status</c> as written.</summary>
    public required string Status { get; init; }

    /// <summary><c>intent</c> as written.</summary>
    public required string Intent { get; init; }

    /// <summary>Whether a category says it is the CCM plan; otherwise it is an assess-plan only.</summary>
    public required bool IsCcmCategory { get; init; }

    /// <summary><c>period.start</c>, or null.</summary>
    public Moment? Start { get; init; }

    /// <summary><c>period.end</c>, or null.</summary>
    public Moment? End { get; init; }

    /// <summary><c>created</c>, or null.</summary>
    public Moment? Created { get; init; }

    /// <summary>Author, or null.</summary>
    public PractitionerIdentity? Author { get; init; }

    /// <summary>When a copy was given to the patient (extension ccm-plan-shared), or null.</summary>
    public Moment? SharedAt { get; init; }

    /// <summary>When it was substantially revised (extension ccm-plan-revised), or null.</summary>
    public Moment? RevisedAt { get; init; }

    /// <summary>Attestation of duration and risk that it carries, or null.</summary>
    public DurationRiskAttestation? Attestation { get; init; }

    /// <summary>Conditions that it addresses, as <c>Condition/id</c>.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];
}
