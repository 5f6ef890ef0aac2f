using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A comprehensive care plan on the date of service.</summary>
internal sealed class CarePlanInForceCheck : MonthCheck
{
    private static readonly RuleText Text = new("care-plan.in-force", Severity.Block, Sources.Booklet);

    private static readonly Statement None = Text.NotMet(
        "No active care plan for chronic care management stands in the month.", static facts => [.. facts.Record.CarePlans.Select(static other => other.Source).Order()]);

    private static readonly Statement NotRead = Text.CannotTell(
        Severity.Hold, "The EHR does not let care plans be read, so whether one stands cannot be told.");

    private static readonly Statement Doubtful = Text.CannotTell(Severity.Hold, static facts => facts.CarePlan.Doubt, static facts => [facts.CarePlan.Doubtful!.Source]);
    private static readonly Statement Stands = Text.Met("A care plan stands on the date of service.", static facts => [facts.Plan!.Source]);
    private static readonly Statement NeverTogether = Text.NotMet(
        "Care plan, conditions, consent and coverage stand together on no day after the time was reached.", static facts => facts.Plan is { } plan ? [plan.Source] : []);

    public override Answer Check(CaseFacts facts)
    {
        var isUnread = UnreadParts.AnyUnread(facts.Record, UnreadParts.OfPlans);
        var plan = facts.CarePlan;
        if (!isUnread && plan.Result == FindingResult.NotMet)
            return None;
        // What else is missing on every day is no doubt about the plan, and nobody's approval makes up for it.
        if (!facts.ServiceDay.StandsButForThePlan)
            return NeverTogether;
        if (isUnread)
            return NotRead;
        if (plan.Doubtful is not null && (plan.Result == FindingResult.CannotTell || !facts.ServiceDay.Stands))
            return Doubtful;
        return facts.ServiceDay.Stands ? Stands : NeverTogether;
    }
}
