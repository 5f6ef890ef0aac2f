using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>Why a decision was not recorded.</summary>
public enum DecisionRefusal
{
    /// <summary>Nothing is stored of the patient.</summary>
    UnknownPatient,

    /// <summary>The decision that is to be taken back is not recorded for the patient.</summary>
    UnknownDecision,

    /// <summary>A rule whose hold is to be lifted does not hold the month.</summary>
    HoldsNothing,

    /// <summary>The code whose units are to be lowered, or which is to be withheld, is none of care management.</summary>
    UnknownCode,
}

/// <summary>A decision was not recorded; nothing was changed.</summary>
public sealed class DecisionRefusedException(DecisionRefusal refusal, string message) : Exception(message)
{
    public DecisionRefusal Refusal { get; } = refusal;

    /// <summary>Rules that were named and do not hold the month.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Codes that the month knows, where the one that was named is none of them.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>Rules that hold it.</summary>
    public ImmutableArray<string> Open { get; init; } = [];
}
