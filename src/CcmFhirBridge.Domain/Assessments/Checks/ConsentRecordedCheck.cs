using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A consent written down after the month's end, with an earlier start, is said; in the first month it is held.</summary>
internal sealed class ConsentRecordedCheck : MonthCheck
{
    private static readonly RuleText Text = new("consent.recorded", Severity.Warn, Sources.Faq);

    private static readonly Statement NoConsent = Text.CannotTell(Severity.Info, "There is no consent in force whose date could be looked at.");
    private static readonly Statement InTime = Text.Met("The consent was not written down after the month.", static facts => [facts.Consent.RestsOn!.Source]);
    private static readonly Statement Late = Text.NotMet(
        "The consent was written down after the month's end for an earlier start.", static facts => [facts.Consent.RestsOn!.Source]);

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent)
            return NoConsent;
        if (consent.RecordedAt is not { } recorded || recorded.FirstDay(facts.Zone) <= facts.Days.Last)
            return InTime;
        var first = facts.StartOfCcm() >= facts.Days.First || (consent.PeriodStart is { } start && facts.Days.Contains(start.FirstDay(facts.Zone)));
        return first ? Late.As(Severity.Hold) : Late;
    }
}
