using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>A stretch of the trail that is looked through: it costs what its length costs, wherever it lies and however few of its rows are wanted.</summary>
/// <param name="After">Sequence behind which it begins, exclusive.</param>
/// <param name="Until">Sequence with which it ends, inclusive.</param>
/// <param name="Most">How many rows at most.</param>
public sealed record AuditStretch(long After, long Until, int Most)
{
    /// <summary>Whether the newest row comes first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Only rows that concern one of these, as <c>Patient/id</c>; null: all. A row that names one in another case may come too.</summary>
    public ImmutableArray<string>? Patients { get; init; }

    /// <summary>Only rows from that instant on, UTC ticks; null: all.</summary>
    public long? From { get; init; }

    /// <summary>Only rows before that instant, UTC ticks; null: all.</summary>
    public long? Before { get; init; }
}
