using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A month without rules is held; another year's rules are never used.</summary>
internal sealed class RulesInForceCheck : MonthCheck
{
    private static readonly RuleText Text = new("rules.in-force", Severity.Hold, "CMS Physician Fee Schedule rules, as loaded in the rule pack");

    private static readonly Statement None = Text.NotMet("No rule pack is in force and verified for this month, so no code can be chosen.");
    private static readonly Statement Institutional = Text.CannotTell(
        Severity.Hold, "This setting files institutional claims: the month is decided and explained, and no professional claim is written for it.");

    private static readonly Statement OtherPlace = Text.CannotTell(
        Severity.Hold, "A hospital's outpatient department bills with a facility place of service, and the tenant file names another.");

    private static readonly Statement InForce = Text.Met("A rule pack is in force for this month.");

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is null)
            return None;
        var billing = facts.Tenant.Billing;
        return billing.Setting switch
        {
            PracticeSetting.Rhc or PracticeSetting.Fqhc => Institutional,
            PracticeSetting.HospitalOutpatient when !PlacesOfService.IsFacility(billing.PlaceOfService) => OtherPlace,
            _ => InForce,
        };
    }
}
