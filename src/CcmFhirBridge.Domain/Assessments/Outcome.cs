namespace CcmFhirBridge.Domain.Assessments;

/// <summary>What the month comes to (DESIGN §5).</summary>
public enum Outcome
{
    /// <summary>The countable seconds reach no floor.</summary>
    None,

    /// <summary>A floor is reached and something forbids the bill.</summary>
    Block,

    /// <summary>A floor is reached and a person must decide or attest.</summary>
    Hold,

    /// <summary>Supported and releasable.</summary>
    Bill,
}
