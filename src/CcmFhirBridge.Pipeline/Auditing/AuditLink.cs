namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>A row's place in its tenant's chain.</summary>
/// <param name="Sequence">1, 2, … without a hole.</param>
/// <param name="Previous">Hash of the row before, lower-case hex; of the first row, the one that its tenant's chain begins with.</param>
/// <param name="Hash">SHA-256 over <paramref name="Previous"/> and the row, lower-case hex.</param>
public sealed record AuditLink(long Sequence, string Previous, string Hash);

/// <summary>A record in its place.</summary>
public sealed record AuditEntry(AuditRecord Record, AuditLink Link);

/// <summary>The newest row of a chain.</summary>
/// <param name="Sequence">Its sequence; 0 when there is none yet.</param>
/// <param name="Hash">Its hash; what the chain begins with when there is none yet.</param>
public sealed record AuditHead(long Sequence, string Hash);
