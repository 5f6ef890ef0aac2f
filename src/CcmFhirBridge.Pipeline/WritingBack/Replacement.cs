using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What a claim says of one before it.</summary>
/// <param name="RevisionIdentifier">Identifier of the revision that it replaces or voids.</param>
/// <param name="PayerClaimNumber">The payer's own number of that revision, or null.</param>
/// <param name="IsVoid">Whether nothing remains (frequency 8) instead of something else (frequency 7).</param>
public sealed record Replacement(string RevisionIdentifier, string? PayerClaimNumber, bool IsVoid);

/// <summary>What a Claim that was sent says.</summary>
/// <param name="Coverage"><c>Coverage/id</c> that the Claim is billed to; null for an assumed one.</param>
/// <param name="Replaces">What it replaces; null for an original.</param>
/// <param name="Patient"><c>Patient/id</c> of the chart that it names; null where that cannot be read.</param>
public sealed record SentClaim(string? Coverage, Replacement? Replaces, string? Patient = null)
{
    /// <summary>What it bills, line by line; empty where that cannot be read.</summary>
    public ImmutableArray<SentLine> Lines { get; init; } = [];
}

/// <summary>A line of a Claim that was sent.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Units">Units.</param>
/// <param name="Charge">Charge of the line, in US dollars; 0 where it says none.</param>
public sealed record SentLine(string Code, int Units, decimal Charge);
