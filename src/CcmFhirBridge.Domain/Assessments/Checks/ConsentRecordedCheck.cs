using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A consent written down after the month's end, with an earlier start, is said; in the first month it is held.</summary>
internal sealed class ConsentRecordedCheck : ICheck
{
    private static readonly RuleText Text = new("consent.recorded", Severity.Warn, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent)
            return Text.CannotTell(Severity.Info, "There is no consent in force whose date could be looked at.");
        if (consent.RecordedAt is not { } recorded || recorded.FirstDay(facts.Zone) <= facts.Month.LastDay)
            return Text.Met("The consent was not written down after the month.", [consent.Source]);
        var first = facts.StartOfCcm() >= facts.Month.FirstDay || (consent.PeriodStart is { } start && ServiceMonth.Of(start.FirstDay(facts.Zone)) == facts.Month);
        return Text.Answer(
            FindingResult.NotMet, first ? Severity.Hold : Severity.Warn,
            "The consent was written down after the month's end for an earlier start.", [consent.Source]);
    }
}
