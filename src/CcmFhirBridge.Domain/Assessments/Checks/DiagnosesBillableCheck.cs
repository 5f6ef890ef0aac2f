using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Enough groups with an ICD-10-CM code that a claim can carry.</summary>
internal sealed class DiagnosesBillableCheck : ICheck
{
    private static readonly RuleText Text = new("diagnoses.billable", Severity.Hold, "ICD-10-CM Official Guidelines");

    public Finding Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return Text.CannotTell(Severity.Hold, "Without rules in force no diagnosis can be chosen.");
        var groups = facts.Diagnoses.Select(static diagnosis => diagnosis.Group).Distinct(StringComparer.Ordinal).Count();
        return groups >= rules.ConditionGroupsRequired
            ? Text.Met("Enough conditions carry a billable diagnosis code.", [.. facts.Diagnoses.Select(static diagnosis => diagnosis.Source)])
            : Text.NotMet("Too few of the chronic conditions carry a diagnosis code that a claim can hold.", [.. facts.Conditions.Chronic.Select(static condition => condition.Source)]);
    }
}
