namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What names the billing practitioner, the one that goes first before the others.</summary>
internal enum PractitionerSource
{
    /// <summary>A person's decision.</summary>
    Decision,

    /// <summary>The bridge's own claim of the latest month before.</summary>
    LastClaim,

    /// <summary>The authors of the patient's care plans.</summary>
    CarePlans,

    /// <summary>The patient's general practitioner.</summary>
    Patient,

    /// <summary>The tenant file, or nothing.</summary>
    TenantFile,
}
