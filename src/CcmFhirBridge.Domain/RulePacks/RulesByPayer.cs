using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>The rules of one month for every payer that a practice bills.</summary>
/// <param name="Extended">Rules of the pack itself, by which whoever has no overlay is billed; null when none are in force.</param>
/// <param name="Overlays">Rules of the payers' overlays by their id; null where they are not in force in the month.</param>
public sealed record RulesByPayer(RulesInForce? Extended, ImmutableDictionary<string, RulesInForce?> Overlays)
{
    /// <summary>The rules of a month from the pack and from the overlays of the practice's payers.</summary>
    public static RulesByPayer Of(IRulePack pack, Tenant tenant, ServiceMonth month) => new(
        pack.InForce(month),
        tenant.Payers.Select(static payer => payer.Overlay).OfType<PayerOverlay>().DistinctBy(static overlay => overlay.Id)
            .ToImmutableDictionary(static overlay => overlay.Id, overlay => overlay.Pack.InForce(month), StringComparer.Ordinal));

    /// <summary>
    /// The rules of whoever pays for the patient in the month, or null when none are in force: a payer with an overlay is never billed by
    /// the rules that it extends.
    /// </summary>
    public RulesInForce? For(PatientRecord record, Tenant tenant, ServiceMonth month) =>
        !tenant.Payers.IsEmpty && CoverageFacts.Of(record, tenant, new MonthDays(month, tenant.TimeZone)).Setting?.Overlay is { } overlay
            ? Overlays.GetValueOrDefault(overlay.Id)
            : Extended;

    /// <summary>What the practice says about whoever pays for the patient in the month; null where it says nothing, or nobody is known to pay.</summary>
    public static PayerSetting? PayerOf(PatientRecord record, Tenant tenant, ServiceMonth month) =>
        tenant.Payers.IsEmpty ? null : CoverageFacts.Of(record, tenant, new MonthDays(month, tenant.TimeZone)).Setting;
}
