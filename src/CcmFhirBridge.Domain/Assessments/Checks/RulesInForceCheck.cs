using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A month without rules is held; another year's rules are never used.</summary>
internal sealed class RulesInForceCheck : ICheck
{
    private static readonly RuleText Text = new("rules.in-force", Severity.Hold, "CMS Physician Fee Schedule rules, as loaded in the rule pack");

    public Finding Check(CaseFacts facts) => facts.Rules is null
        ? Text.NotMet("No rule pack is in force and verified for this month, so no code can be chosen.")
        : Text.Met("A rule pack is in force for this month.");
}
