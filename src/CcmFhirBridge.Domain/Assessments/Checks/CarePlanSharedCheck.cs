using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A copy of the plan given to the patient.</summary>
internal sealed class CarePlanSharedCheck : ICheck
{
    private static readonly RuleText Text = new("care-plan.shared", Severity.Warn, Sources.Booklet);

    public Finding Check(CaseFacts facts) => facts.Plan switch
    {
        null => Text.CannotTell(Severity.Warn, "There is no care plan that could have been given to the patient."),
        { SharedAt: not null } plan => Text.Met("A copy of the plan was given to the patient.", [plan.Source]),
        var plan => Text.NotMet("The record does not show that a copy of the plan was given to the patient.", [plan.Source]),
    };
}
