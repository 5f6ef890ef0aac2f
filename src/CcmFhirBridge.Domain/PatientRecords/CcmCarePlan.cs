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

/// <summary>A care plan that could be the comprehensive CCM plan: category ccm-plan or assess-plan, or a document that the practice says is the plan.</summary>
public sealed record CcmCarePlan
{
    /// <summary>The CarePlan or DocumentReference.</summary>
    public required SourceReference Source { get; init; }

    /// <summary><c>status</c> as written; of a document <c>active</c> where it is the current and final one, else <c>inactive</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>intent</c> as written; of a document <c>plan</c>.</summary>
    public required string Intent { get; init; }

    /// <summary>Whether a category says it is the CCM plan; otherwise it is an assess-plan only.</summary>
    public required bool IsCcmCategory { get; init; }

    /// <summary><c>period.start</c>, or null; of a document <c>context.period.start</c>, else its <c>date</c>.</summary>
    public Moment? Start { get; init; }

    /// <summary><c>period.end</c>, of a document <c>context.period.end</c>, or null.</summary>
    public Moment? End { get; init; }

    /// <summary><c>created</c>, or null; a document does not say when the plan was written.</summary>
    public Moment? Created { get; init; }

    /// <summary>Author, or null; of several the one who can bill.</summary>
    public PractitionerIdentity? Author { get; init; }

    /// <summary>The other authors of a document; a CarePlan has none.</summary>
    public ImmutableArray<PractitionerIdentity> OtherAuthors { get; init; } = [];

    /// <summary>When a copy was given to the patient (extension ccm-plan-shared), or null.</summary>
    public Moment? SharedAt { get; init; }

    /// <summary>When it was substantially revised (extension ccm-plan-revised), or null.</summary>
    public Moment? RevisedAt { get; init; }

    /// <summary>Attestation of duration and risk that it carries, or null.</summary>
    public DurationRiskAttestation? Attestation { get; init; }

    /// <summary>Conditions that it addresses, as <c>Condition/id</c>.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];
}
