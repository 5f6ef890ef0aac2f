namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>A record of which the trail keeps a hash.</summary>
/// <param name="Row">Its number in its table.</param>
/// <param name="Hash">Hash over its columns as they are now, lower-case hex.</param>
public readonly record struct AuditedRecord(long Row, string Hash);

/// <summary>What stands beside the trail and has to agree with it.</summary>
public interface IAuditedRecords
{
    /// <summary>Tables whose every row the trail tells of: append-only, in the order in which the trail tells of them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Records of a table behind a number, as they are now.</summary>
    Task<IReadOnlyList<AuditedRecord>> RecordsAsync(string table, long after, int most, CancellationToken cancellation);

    /// <summary>Where entries stand that have to be what their newest event says, and the events of which each must have its entry.</summary>
    IReadOnlyList<string> Standing { get; }

    /// <summary>Subjects that stand otherwise than their newest event says, a page at a time.</summary>
    /// <param name="table">One of <see cref="Standing"/>.</param>
    /// <param name="after">The subject up to which it was looked; empty at first.</param>
    /// <param name="most">How many entries to look at.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<StandingPage> StandingAsync(string table, string after, int most, CancellationToken cancellation);
}

/// <summary>A page of the ledger compared with its own history.</summary>
/// <param name="Last">The last subject that was looked at; null when there are no more.</param>
/// <param name="Looked">How many were looked at.</param>
/// <param name="Changed">Subjects that are not what their newest event says.</param>
public sealed record StandingPage(string? Last, int Looked, IReadOnlyList<string> Changed);
