namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>What became of a correction.</summary>
public enum CorrectionStep
{
    /// <summary>It was found.</summary>
    Identified,

    /// <summary>The record says what the claim says again, or says something else that is a correction of its own.</summary>
    Gone,

    /// <summary>A person did what it asks for, or what a person approved is confirmed.</summary>
    Done,

    /// <summary>A person approved that a replacement or a void corrects it; it is on its way.</summary>
    Approved,
}

/// <summary>One line of a correction's history; never changed.</summary>
/// <param name="Correction">The correction as it was found.</param>
/// <param name="Step">What happened.</param>
/// <param name="At">When.</param>
/// <param name="By">Who, where a person did it.</param>
/// <param name="Reason">What that person says of it.</param>
public sealed record CorrectionEvent(Correction Correction, CorrectionStep Step, DateTimeOffset At, string? By, string? Reason);
