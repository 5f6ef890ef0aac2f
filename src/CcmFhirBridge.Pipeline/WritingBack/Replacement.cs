namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What a claim says of one before it.</summary>
/// <param name="RevisionIdentifier">Identifier of the revision that it replaces or voids.</param>
/// <param name="PayerClaimNumber">The payer's own number of that revision, or null.</param>
/// <param name="IsVoid">Whether nothing remains (frequency 8) instead of something else (frequency 7).</param>
public sealed record Replacement(string RevisionIdentifier, string? PayerClaimNumber, bool IsVoid);

/// <summary>What a body that was sent says besides its lines.</summary>
/// <param name="Coverage"><c>Coverage/id</c> that the Claim is billed to; null for an assumed one.</param>
/// <param name="Replaces">What it replaces; null for an original.</param>
/// <param name="Patient"><c>Patient/id</c> of the chart that it names; null where that cannot be read.</param>
public sealed record SentClaim(string? Coverage, Replacement? Replaces, string? Patient = null);
