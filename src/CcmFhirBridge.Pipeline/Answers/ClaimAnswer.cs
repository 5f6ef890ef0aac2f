namespace CcmFhirBridge.Pipeline.Answers;

/// <summary>What a billing system or a payer made of a claim.</summary>
public enum ClaimAnswerStatus
{
    /// <summary>Taken for adjudication.</summary>
    Accepted,

    /// <summary>Not taken: it never was adjudicated.</summary>
    Rejected,

    /// <summary>Adjudicated and paid, in whole or in part.</summary>
    Paid,

    /// <summary>Adjudicated and not paid.</summary>
    Denied,
}

/// <summary>An answer to a claim, as its sender gave it. Later answers stand beside earlier ones, and the last one counts.</summary>
public sealed record ClaimAnswer
{
    /// <summary>Identifier of the revision that is answered.</summary>
    public required string RevisionIdentifier { get; init; }

    public required ClaimAnswerStatus Status { get; init; }

    /// <summary>Code of the reason, such as a claim adjustment reason code; null when none was given.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason in words; may speak of the patient, so it is shown with the claim only and never logged.</summary>
    public string? ReasonText { get; init; }

    /// <summary>Dollars that were paid, with at most two places; null when none were told.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The payer's own number of the claim (837P: REF*F8), or null.</summary>
    public string? PayerClaimNumber { get; init; }

    /// <summary>When it was answered, by its sender; null when that was not told.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When it was recorded.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The registered client that told it.</summary>
    public required string Client { get; init; }

    /// <summary>Whether a person must do something: the claim will not be paid as it stands.</summary>
    public bool NeedsPerson => Status is ClaimAnswerStatus.Rejected or ClaimAnswerStatus.Denied;

    /// <summary>Whether <paramref name="other"/> says the same, whoever told it and whenever it was recorded.</summary>
    public bool SaysTheSameAs(ClaimAnswer other) => this with { RecordedAt = other.RecordedAt, Client = other.Client } == other;
}
