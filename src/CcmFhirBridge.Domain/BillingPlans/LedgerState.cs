namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>
/// State of a line in the ledger (DESIGN §6):
/// <c>planned → sending → confirmed | in-doubt | rejected</c>; <c>in-doubt → confirmed | planned | quarantined</c>;
/// <c>confirmed → corrected</c> by a later revision; <c>held</c> before <c>planned</c>.
/// </summary>
public enum LedgerState
{
    /// <summary>Waits for a person.</summary>
    Held,

    /// <summary>May be sent.</summary>
    Planned,

    /// <summary>Committed before the first byte leaves; what the EHR did is unknown until it is asked.</summary>
    Sending,

    /// <summary>The EHR has it, and has been read.</summary>
    Confirmed,

    /// <summary>The answer was ambiguous; the EHR must be asked before anything is sent again.</summary>
    InDoubt,

    /// <summary>The EHR refused it for good.</summary>
    Rejected,

    /// <summary>Set aside for a person: it must not be sent.</summary>
    Quarantined,

    /// <summary>Replaced by a later revision.</summary>
    Corrected,
}
