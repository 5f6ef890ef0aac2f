using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>What the patient was told when asked (RULES §3.4); null where the record does not say.</summary>
/// <param name="Availability">CCM is available.</param>
/// <param name="CostSharing">Cost sharing may apply.</param>
/// <param name="SinglePractitioner">Only one practitioner can furnish and be paid in a month.</param>
/// <param name="RightToStop">It can be stopped at any time.</param>
public sealed record ConsentDisclosures(bool? Availability, bool? CostSharing, bool? SinglePractitioner, bool? RightToStop);

/// <summary>Documented patient agreement to CCM, or its refusal, with when it was given and ended.</summary>
public sealed record CcmConsent
{
    /// <summary>The Consent.</summary>
    public required SourceReference Source { get; init; }

    /// <summary><c>status</c> as written (<c>active</c>, <c>inactive</c>, <c>rejected</c> …).</summary>
    public required string Status { get; init; }

    /// <summary>Whether <c>provision.type</c> is deny.</summary>
    public bool Denies { get; init; }

    /// <summary><c>provision.period.start</c>, or null.</summary>
    public Moment? PeriodStart { get; init; }

    /// <summary><c>provision.period.end</c>, or null.</summary>
    public Moment? PeriodEnd { get; init; }

    /// <summary><c>dateTime</c>, or null.</summary>
    public Moment? RecordedAt { get; init; }

    /// <summary>Billing practitioner that it names, or null when it names none.</summary>
    public PractitionerIdentity? BillingPractitioner { get; init; }

    /// <summary>What the patient was told, or null when the extension is missing.</summary>
    public ConsentDisclosures? Disclosures { get; init; }
}
