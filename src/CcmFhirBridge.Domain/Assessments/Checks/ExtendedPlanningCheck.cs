using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The practitioner's own extended assessment and planning is billed once, with the initiating visit and on its day.</summary>
internal sealed class ExtendedPlanningCheck : ICheck
{
    private static readonly RuleText Text = new("visit.extended-planning", Severity.Info, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var planning = facts.Planning;
        if (planning.Standing == ExtendedPlanningStanding.NotRecorded)
            return Text.Met("No initiating visit of the month records extended planning by the billing practitioner, so no code is proposed for it.");
        var text = Text.CitedBy(facts.Rules, [.. planning.Code!.Reads]);
        var code = planning.Code.Code;
        return planning.Standing switch
        {
            ExtendedPlanningStanding.BilledBefore => text.NotMet($"{code} of the billing practitioner is seen already; it is paid once and not proposed again.", planning.Evidence),
            _ when facts.Choice.Codes.IsEmpty => text.Answer(
                FindingResult.NotMet, Severity.Warn, $"The visit supports {code}, and the month reaches no code of care management that it could be billed with here.", planning.Evidence),
            _ when facts.PlanningSharesTheDay => text.Answer(
                FindingResult.NotMet, Severity.Hold, $"{code} and the complex code fall on one day, which is never paid, and no later day stands.", planning.Evidence),
            ExtendedPlanningStanding.MayBeBilledBefore => text.CannotTell(Severity.Hold, $"{code} is seen already, and whose it was cannot be told.", planning.Evidence),
            ExtendedPlanningStanding.HistoryTooShort => text.CannotTell(
                Severity.Hold, $"Care management began before what was read of the patient, so an earlier {code} cannot be excluded.", planning.Evidence),
            _ => text.Met($"The visit supports {code}, and none by the billing practitioner was seen before.", planning.Evidence),
        };
    }
}
