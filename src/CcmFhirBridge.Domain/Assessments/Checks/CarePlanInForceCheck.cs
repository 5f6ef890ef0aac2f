using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A comprehensive care plan on the date of service.</summary>
internal sealed class CarePlanInForceCheck : ICheck
{
    private static readonly RuleText Text = new("care-plan.in-force", Severity.Block, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var plan = facts.CarePlan;
        if (plan.Result == FindingResult.NotMet)
            return Text.NotMet("No active care plan for chronic care management stands in the month.", [.. facts.Record.CarePlans.Select(static other => other.Source).Order()]);
        if (plan.Doubtful is { } doubtful && (plan.Result == FindingResult.CannotTell || !facts.ServiceDay.Stands))
            return Text.CannotTell(Severity.Hold, plan.Doubt, [doubtful.Source]);
        return facts.ServiceDay.Stands
            ? Text.Met("A care plan stands on the date of service.", [facts.Plan!.Source])
            : Text.NotMet("The care plan and the other requirements stand together on no day after the time was reached.", [facts.Plan!.Source]);
    }
}
