using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One person logged time for several patients at the same moment: it is split.</summary>
internal sealed class StaffElsewhereCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.staff-elsewhere", Severity.Warn, Sources.Faq);

    private static readonly Statement Nobody = Text.Met("Nobody logged time for another patient at the same moment.");
    private static readonly Statement Split = Text.CannotTell(
        Severity.Warn, "The same person logged time for other patients at the same moment; the time was split among the patients.",
        static facts => EntryTally.Sources(facts.Time.ExcludedFor(Reasons.StaffElsewhere)));

    public override CheckReach Reach => CheckReach.UncountedTime;

    public override Answer Check(CaseFacts facts)
    {
        if (!facts.Time.HasExcludedFor(Reasons.StaffElsewhere))
            return Nobody;
        return facts.WouldChangeBy(facts.Time.SplitStaffTicks, facts.Time.SplitPractitionerTicks) ? Split.As(Severity.Hold) : Split;
    }
}
