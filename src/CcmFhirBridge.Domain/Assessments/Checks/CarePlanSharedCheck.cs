using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A copy of the plan given to the patient.</summary>
internal sealed class CarePlanSharedCheck : MonthCheck
{
    private static readonly RuleText Text = new("care-plan.shared", Severity.Warn, Sources.Booklet);

    private static readonly Statement NoPlan = Text.CannotTell(Severity.Warn, "There is no care plan that could have been given to the patient.");
    private static readonly Statement Shared = Text.Met("A copy of the plan was given to the patient.", static facts => [facts.Plan!.Source]);
    private static readonly Statement NotShared = Text.NotMet("The record does not show that a copy of the plan was given to the patient.", static facts => [facts.Plan!.Source]);

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => facts.Plan switch
    {
        null => NoPlan,
        { SharedAt: not null } => Shared,
        _ => NotShared,
    };
}
