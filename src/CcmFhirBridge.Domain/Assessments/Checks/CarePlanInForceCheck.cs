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
        if (plan.Result == FindingResult.CannotTell)
        {
            return Text.CannotTell(
                Severity.Hold,
                plan.From is null ? "The care plan does not say from when it stands." : "An active plan exists, but nothing says that it is the comprehensive plan for chronic care management.",
                [plan.Plan!.Source]);
        }

        return facts.ServiceDay.Stands
            ? Text.Met("A care plan stands on the date of service.", [plan.Plan!.Source])
            : Text.NotMet("The care plan and the other requirements stand together on no day after the time was reached.", [plan.Plan!.Source]);
    }
}
