namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Whether an answer that hides the real one comes before the write or after it.</summary>
public enum CommitMoment
{
    /// <summary>Nothing is written, or read.</summary>
    Before,

    /// <summary>The write is done all the same; a read is none, so it is spared.</summary>
    After,
}
