using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Enough distinct groups of active, confirmed chronic conditions.</summary>
internal sealed class TwoConditionsCheck : MonthCheck
{
    public const string Rule = "conditions.two-groups";

    private static readonly RuleText Text = new(Rule, Severity.Block, Sources.Booklet);

    private static readonly Statement NoRules = Text.CannotTell(Severity.Hold, "Without rules in force conditions cannot be told to be chronic.");
    private static readonly Statement NotRead = Cited(Text.CannotTell(
        Severity.Hold, "The EHR does not let all conditions be read, so which are active cannot be told.", static facts => facts.Conditions.Chronic));

    private static readonly Statement Enough = Cited(Text.Met(
        static facts => $"The record shows {Counted(facts)}{(facts.Conditions.AnyStatusIsAbsent ? " A condition without a clinical status is read as active." : "")}", static facts => facts.Conditions.Chronic));

    private static readonly Statement Unmapped = Cited(Text.CannotTell(
        Severity.Hold, static facts => $"The record shows {Counted(facts)} The codes of other active conditions are not known to the rules.",
        static facts => [.. facts.Conditions.Unmapped.Concat(facts.Conditions.UnderReview).Order()]));

    private static readonly Statement UnderReview = Cited(Text.CannotTell(
        Severity.Hold, static facts => $"The record shows {Counted(facts)} Other active conditions are often not chronic, and count where a person says that they are.",
        static facts => facts.Conditions.UnderReview));

    private static readonly Statement TooFew = Cited(Text.NotMet(static facts => $"The record shows only {Counted(facts)}", static facts => facts.Conditions.Chronic));

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return NoRules;
        if (UnreadParts.AnyUnread(facts.Record, "Condition"))
            return NotRead;
        if (facts.ConditionsSuffice)
            return Enough;
        var groups = facts.Conditions.GroupCount;
        if (groups >= rules.ConditionGroupsRequired)
            return Enough;
        groups += facts.Conditions.GroupsUnderReview;
        if (groups >= rules.ConditionGroupsRequired)
            return UnderReview;
        return groups + facts.Conditions.UnmappedCount >= rules.ConditionGroupsRequired ? Unmapped : TooFew;
    }

    private static Statement Cited(Statement statement) => statement with { CitedFor = Reads, Reads = Reads };

    private static ImmutableArray<ParameterRead> Reads(CaseFacts facts) => Sources.ReadsOf(facts.Rules!, "condition");

    private static string Counted(CaseFacts facts)
    {
        var groups = facts.Conditions.GroupCount;
        return string.Create(
            CultureInfo.InvariantCulture, $"{groups} {(groups == 1 ? "group" : "groups")} of active chronic conditions; {facts.Rules!.ConditionGroupsRequired} are needed.");
    }
}
