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
    /// not replaced by one to the right payer. Of a merged chart the Coverage may be another resource: there the member's number tells. A void is not replaced either; after it the month is billed anew by a person.
    /// </summary>
    /// <param name="result">The patient's month as it is now.</param>
    /// <param name="claim">The claim that stands; null when there is none.</param>
    /// <param name="sent">What it says.</param>
    /// <param name="tenant">The practice.</param>
    public static bool Are(ServiceMonthResult result, LedgerEntry? claim, SentClaim? sent, Tenant tenant) =>
        sent is { Replaces: not { IsVoid: true }, Coverage: { } coverage }
        && (coverage == result.Plan.Coverage?.Key || IsOfMergedChart(result, claim!, sent))
        && RulesByPayer.PayerOf(result.Record, tenant, result.Plan.Month) is { TakesReplacements: true };

    /// <summary>Whether the claim names a chart that the EHR has merged into the patient's since, and the same member by the payer's own number.</summary>
    public static bool IsOfMergedChart(ServiceMonthResult result, LedgerEntry claim, SentClaim sent) =>
        sent.Patient is { } chart && chart != result.Record.Patient.Key && result.Charts.Contains(chart) && claim.MemberKey is { } member && member == result.Plan.MemberKey;
}
