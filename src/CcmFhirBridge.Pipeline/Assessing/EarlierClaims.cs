using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>
/// What the ledger says of a patient's claims of earlier months, which not every EHR takes. Where it knows a claim it goes before what was
/// read of it. Pure.
/// </summary>
/// <param name="claims">Every revision, by month and revision.</param>
/// <param name="mapping">Reads a body as if the EHR had sent it.</param>
public sealed class EarlierClaims(IReadOnlyList<BilledClaim> claims, IResourceMapping mapping)
{
    /// <summary>The claims that were read and that the ledger does not know, and the first and the last one of the ledger.</summary>
    /// <param name="read">Claims of ours that were read.</param>
    /// <param name="builder">Knows the practice's people.</param>
    /// <param name="patient"><c>Patient/id</c>.</param>
    public ImmutableArray<OwnClaim> Among(ImmutableArray<OwnClaim> read, IRecordBuilder builder, string patient)
    {
        if (claims.Count == 0)
            return read;
        // What is set aside may be in the EHR or not: there the EHR's word counts.
        var newest = new Dictionary<string, LedgerState>(StringComparer.Ordinal);
        foreach (var claim in claims)
            newest[claim.Identifier] = claim.State;
        var known = read.RemoveAll(claim => newest.TryGetValue(claim.Identifier, out var state)
            && state is not (LedgerState.Held or LedgerState.Rejected or LedgerState.Quarantined));
        var last = claims.Reverse().Select(claim => Own(claim, builder, patient)).FirstOrDefault(static claim => claim is not null);
        if (last is null)
            return known;
        var first = claims.Select(claim => Own(claim, builder, patient)).First(static claim => claim is not null)!;
        return first.Source == last.Source ? known.Add(last) : known.AddRange(first, last);
    }

    private OwnClaim? Own(BilledClaim claim, IRecordBuilder builder, string patient)
    {
        if (!claim.Stands)
            return null;
        // A body has no id before the EHR gives it one, and nothing is read without.
        var body = claim.Body.Value.Span;
        ReadOnlySpan<byte> id = "{\"id\":\"ours\","u8;
        byte[] named = [.. id, .. body[(body.IndexOf((byte)'{') + 1)..]];
        return builder.Build(patient, [mapping.Project(named).Facts], []).OwnClaims is [var own] ? own with { Source = SourceOf(claim) } : null;
    }

    private static SourceReference SourceOf(BilledClaim claim) => claim.EhrReference?.Split('/') switch
    {
        ["Claim", var id, "_history", var version] => new SourceReference("Claim", id, version),
        ["Claim", { Length: > 0 } id] => new SourceReference("Claim", id),
        _ => new SourceReference("Claim", claim.RevisionIdentifier.ToLowerInvariant()),
    };
}
