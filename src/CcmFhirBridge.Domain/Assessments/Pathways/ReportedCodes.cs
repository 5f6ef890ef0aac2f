using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>The codes in force that a practice of that setting reports.</summary>
internal static class ReportedCodes
{
    public static BillingCode[] Of(RulesInForce rules, PracticeSetting setting) => IsClinic(setting)
        ? [.. rules.Codes.Where(code => rules.ClinicCodes.Contains(code.Code, StringComparer.Ordinal))]
        : [.. rules.Codes.Where(static code => code.Role != CodeRole.ClinicBundle)];

    /// <summary>Whether the setting files institutional claims, which the bridge does not write.</summary>
    public static bool IsClinic(PracticeSetting setting) => setting is PracticeSetting.Rhc or PracticeSetting.Fqhc;
}
