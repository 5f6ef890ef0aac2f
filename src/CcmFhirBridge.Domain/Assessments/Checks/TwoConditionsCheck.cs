using System.Globalization;
using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Enough distinct groups of active, confirmed chronic conditions.</summary>
internal sealed class TwoConditionsCheck : ICheck
{
    private static readonly RuleText Text = new("conditions.two-groups", Severity.Block, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return Text.CannotTell(Severity.Hold, "Without rules in force conditions cannot be told to be chronic.");
        var reads = Sources.ReadsOf(rules, "condition");
        var text = Text.CitedBy(rules, reads);
        var groups = facts.Conditions.Groups.Count;
        var counted = string.Create(
            CultureInfo.InvariantCulture, $"{groups} {(groups == 1 ? "group" : "groups")} of active chronic conditions; {rules.ConditionGroupsRequired} are needed.");
        var note = facts.Conditions.Chronic.Any(static condition => condition.StatusIsAbsent) ? " A condition without a clinical status is read as active." : "";
        if (groups >= rules.ConditionGroupsRequired)
            return text.Met($"The record shows {counted}{note}", [.. facts.Conditions.Chronic.Select(static condition => condition.Source)], reads);
        return groups + facts.Conditions.Unmapped.Length >= rules.ConditionGroupsRequired
            ? text.CannotTell(Severity.Hold, $"The record shows {counted} The codes of other active conditions are not known to the rules.", facts.Conditions.Unmapped, reads)
            : text.NotMet($"The record shows only {counted}", [.. facts.Conditions.Chronic.Select(static condition => condition.Source)], reads);
    }
}
