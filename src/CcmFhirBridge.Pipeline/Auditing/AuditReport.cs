using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>What a verification of a trail found.</summary>
public sealed record AuditReport
{
    /// <summary>Rows of the trail that were looked at.</summary>
    public long Rows { get; init; }

    /// <summary>Instants of the first and the last of them; null when there are none.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Span { get; init; }

    /// <summary>Signed heads that were held against it.</summary>
    public long Anchors { get; init; }

    /// <summary>
    /// Lines of the file of signed heads that cannot be read. No finding: a process that dies leaves half a line behind, and whoever spoils a
    /// line on purpose could as well take it out.
    /// </summary>
    public long UnreadableAnchors { get; init; }

    /// <summary>The newest signed head that the trail agrees with; null when there is none: then a cut at its end would not show.</summary>
    public AuditAnchor? NewestAnchor { get; init; }

    /// <summary>Records that the trail vouches for and that are as they were.</summary>
    public long Records { get; init; }

    /// <summary>Entries of the ledger that were held against their history.</summary>
    public long Entries { get; init; }

    /// <summary>What is wrong, in the order found; at most <see cref="AuditVerification.MostFindings"/>.</summary>
    public ImmutableArray<AuditFinding> Findings { get; init; } = [];

    /// <summary>How many findings there are, those included that are not listed.</summary>
    public long FindingCount { get; init; }

    public bool IsWhole => FindingCount == 0;
}
