using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
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
    /// <param name="sent">The claim that stands; null when there is none.</param>
    /// <param name="tenant">The practice.</param>
    public static bool Are(ServiceMonthResult result, SentClaim? sent, Tenant tenant) =>
        sent is { Replaces: not { IsVoid: true }, Coverage: { } coverage } && coverage == result.Plan.Coverage?.Key
        && RulesByPayer.PayerOf(result.Record, tenant, result.Plan.Month) is { TakesReplacements: true };
}
