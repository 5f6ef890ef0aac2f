using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>Whether a claim that has left may be replaced or voided by another claim. Pure.</summary>
internal static class Replacements
{
    /// <summary>
    /// Whoever pays takes such claims by the tenant file, and the claim is billed to the coverage that pays now: a claim to somebody else is
    /// not replaced by one to the right payer. A void is not replaced either; after it the month is billed anew by a person.
    /// </summary>
    /// <param name="result">The patient's month as it is now.</param>
    /// <param name="standing">The revision that stands.</param>
    /// <param name="tenant">The practice.</param>
    /// <param name="bodies">Reads the claim.</param>
    public static bool Are(ServiceMonthResult result, IReadOnlyList<LedgerEntry> standing, Tenant tenant, IClaimBodies bodies)
    {
        if (standing.FirstOrDefault(entry => entry.Code is null) is not { } claim
            || RulesByPayer.PayerOf(result.Record, tenant, result.Plan.Month) is not { TakesReplacements: true })
        {
            return false;
        }

        var sent = bodies.Read(claim.Body);
        return sent.Replaces is not { IsVoid: true } && sent.Coverage is not null && sent.Coverage == result.Plan.Coverage?.Key;
    }
}
