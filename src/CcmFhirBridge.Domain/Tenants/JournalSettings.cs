namespace CcmFhirBridge.Domain.Tenants;

/// <summary>What is kept of the requests to an EHR and their answers.</summary>
/// <param name="Keeping">How much of each.</param>
/// <param name="Days">Days that it is kept for, of the UTC calendar, that of the exchange included.</param>
public sealed record JournalSettings(JournalKeeping Keeping = JournalKeeping.Redacted, int Days = 14);

/// <summary>How much of an exchange is kept.</summary>
public enum JournalKeeping
{
    /// <summary>No bodies, and of a search no values but logical ids, days and what says how it pages.</summary>
    Redacted,

    /// <summary>The whole address and both bodies as well.</summary>
    Whole,

    /// <summary>Nothing.</summary>
    Off,
}
