using System.Collections.Immutable;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Answers;

/// <summary>A claim that was rejected or denied, so that a person must act.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Answer">The answer that counts.</param>
public sealed record RefusedClaim(string Patient, ClaimAnswer Answer)
{
    /// <summary>The refused ones among the claims of a month; one that a later revision corrected is settled.</summary>
    public static ImmutableArray<RefusedClaim> Of(IEnumerable<ClaimAnswer> answers, IEnumerable<LedgerEntry> entries)
    {
        var claims = entries.Where(entry => entry is { Code: null, State: not Domain.BillingPlans.LedgerState.Corrected })
            .ToDictionary(entry => entry.RevisionIdentifier, StringComparer.Ordinal);
        return [.. answers.Where(answer => answer.NeedsPerson && claims.ContainsKey(answer.RevisionIdentifier)).Select(answer => new RefusedClaim(claims[answer.RevisionIdentifier].Patient, answer))];
    }
}
