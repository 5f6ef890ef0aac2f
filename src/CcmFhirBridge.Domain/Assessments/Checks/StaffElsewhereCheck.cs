using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One person logged time for several patients at the same moment: it is split.</summary>
internal sealed class StaffElsewhereCheck : ICheck
{
    private static readonly RuleText Text = new("time.staff-elsewhere", Severity.Warn, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var evidence = EntryTally.Sources(facts.Time.ExcludedFor(Reasons.StaffElsewhere));
        if (evidence.IsEmpty)
            return Text.Met("Nobody logged time for another patient at the same moment.");
        return Text.CannotTell(
            facts.WouldChangeBy(facts.Time.SplitStaffTicks, facts.Time.SplitPractitionerTicks) ? Severity.Hold : Severity.Warn,
            "The same person logged time for other patients at the same moment; the time was split among the patients.", evidence);
    }
}
