using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A practitioner who can bill, but not this month, worked as clinical staff.</summary>
internal sealed class OtherPractitionerCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.other-practitioner", Severity.Info, Sources.GeneralSupervision);

    private static readonly Statement Nobody = Text.Met("No practitioner other than the billing one worked.");
    private static readonly Statement Somebody = Text.CannotTell(
        Severity.Info, "Time of a practitioner who is not the billing practitioner was counted as clinical-staff time.",
        static facts => EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.OtherPractitioner)));

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => Array.Exists(facts.Time.Entries, static entry => entry.OtherPractitioner) ? Somebody : Nobody;
}
