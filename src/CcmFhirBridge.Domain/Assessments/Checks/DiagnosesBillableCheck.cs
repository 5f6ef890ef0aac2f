using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Enough groups with an ICD-10-CM code that a claim can carry.</summary>
internal sealed class DiagnosesBillableCheck : MonthCheck
{
    private static readonly RuleText Text = new("diagnoses.billable", Severity.Hold, "ICD-10-CM Official Guidelines");

    private static readonly Statement NoRules = Text.CannotTell(Severity.Hold, "Without rules in force no diagnosis can be chosen.");
    private static readonly Statement Enough = Text.Met(
        "Enough conditions carry a billable diagnosis code.", static facts => [.. facts.Diagnoses.Select(static diagnosis => diagnosis.Source)]);

    private static readonly Statement TooFew = Text.NotMet(
        "Too few of the chronic conditions carry a diagnosis code that a claim can hold.", static facts => facts.Conditions.Chronic);

    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let all conditions be read, so which diagnoses a claim can hold cannot be told.", static facts => facts.Conditions.Chronic);

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return NoRules;
        if (UnreadParts.AnyUnread(facts.Record, "Condition"))
            return NotRead;
        return facts.ConditionsSuffice || facts.Conditions.BillableGroups(facts.ServiceDay.Day) >= rules.ConditionGroupsRequired ? Enough : TooFew;
    }
}
