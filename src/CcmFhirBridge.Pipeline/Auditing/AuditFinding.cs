namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>In which way the trail, or what it vouches for, is not what was written.</summary>
public enum AuditFindingKind
{
    /// <summary>A row says something else than its hash is over.</summary>
    RowChanged,

    /// <summary>Rows are gone from the middle or the beginning.</summary>
    RowsMissing,

    /// <summary>A row does not follow the one before it: one was put in, taken out or moved.</summary>
    LinkBroken,

    /// <summary>The trail ends before a row that was signed.</summary>
    Truncated,

    /// <summary>A row that was signed has another hash now: the trail was written anew from there, or before.</summary>
    Rewritten,

    /// <summary>A signed head is not signed by the key of this home, or was changed.</summary>
    SignatureWrong,

    /// <summary>A record was changed beside the bridge.</summary>
    RecordChanged,

    /// <summary>A record that the trail tells of is gone.</summary>
    RecordMissing,

    /// <summary>A record of which the trail knows nothing.</summary>
    RecordUnknown,

    /// <summary>An entry of the ledger is not what its newest event says, or one of the two is gone.</summary>
    EntryChanged,
}

/// <summary>Something that is not as it was written.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Sequence">Row of the trail at which it was found; null where it is about something beside the trail.</param>
/// <param name="Subject">What it is about; table and number of a record, a revision identifier, or empty.</param>
/// <param name="Said">What is wrong, in words.</param>
public sealed record AuditFinding(AuditFindingKind Kind, long? Sequence, string Subject, string Said);
