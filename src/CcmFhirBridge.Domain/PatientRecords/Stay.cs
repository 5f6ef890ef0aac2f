using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Kinds of stay that stop CCM time from counting, or hold it.</summary>
public enum StayKind
{
    /// <summary>Hospital inpatient.</summary>
    Inpatient,

    /// <summary>Skilled nursing facility paid by Medicare Part A.</summary>
    SkilledNursingPartA,

    /// <summary>Hospice.</summary>
    Hospice,
}

/// <summary>A stay in a facility.</summary>
/// <param name="Source">The Encounter.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Start">Admission, or null when not said.</param>
/// <param name="End">Discharge, or null: still inside.</param>
public sealed record Stay(SourceReference Source, StayKind Kind, Moment? Start, Moment? End);
