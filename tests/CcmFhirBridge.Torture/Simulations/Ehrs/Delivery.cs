namespace CcmFhirBridge.Torture.Simulations.Ehrs;

/// <summary>What becomes of one write on its way.</summary>
internal enum Delivery
{
    Whole,

    /// <summary>The request is lost; nobody answers.</summary>
    RequestLost,

    /// <summary>It is done, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>5xx, and nothing is done.</summary>
    FailedBefore,

    /// <summary>5xx, and it is done.</summary>
    FailedAfter,

    /// <summary>It is done so late that nobody waits for the answer.</summary>
    Late,

    /// <summary>Refused for good.</summary>
    Refused,

    /// <summary>Certainly not taken: too many requests.</summary>
    Throttled,

    /// <summary>Certainly not sent: nobody takes the connection.</summary>
    Unreachable,

    /// <summary>Something on the way delivers it twice.</summary>
    Twice,

    /// <summary>It is done, and says something else afterwards.</summary>
    Damaged,

    /// <summary>A success without a reference.</summary>
    Nameless,
}
