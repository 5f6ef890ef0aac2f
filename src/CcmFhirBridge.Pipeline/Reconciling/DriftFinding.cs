using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>How the ledger and the EHR disagree.</summary>
public enum DriftKind
{
    /// <summary>The EHR has more than one that is not cancelled.</summary>
    Duplicate,

    /// <summary>The EHR has one that the ledger does not know, or has not as confirmed.</summary>
    Extra,

    /// <summary>The ledger says confirmed, and the EHR has none.</summary>
    Missing,

    /// <summary>The EHR's copy says something else than was sent, or was cancelled there.</summary>
    Changed,

    /// <summary>The EHR has the Claim without all of its ChargeItems, or the reverse.</summary>
    HalfWritten,

    /// <summary>A code of the CCM family is billed for the patient-month that we did not write.</summary>
    BilledByHand,
}

/// <summary>One disagreement. Drift is told, never overwritten.</summary>
/// <param name="Kind">How they disagree.</param>
/// <param name="ResourceType">FHIR type that it is about.</param>
/// <param name="Identifier">Our identifier; null where there is none.</param>
/// <param name="Patient"><c>Patient/id</c>, or null when it cannot be told.</param>
/// <param name="References">Resources of the EHR that it is about.</param>
/// <param name="Said">In words for a person; paths and codes only.</param>
public sealed record DriftFinding(
    DriftKind Kind, string ResourceType, string? Identifier, string? Patient, ImmutableArray<string> References, string Said);
