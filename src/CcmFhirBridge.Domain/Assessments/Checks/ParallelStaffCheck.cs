using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Two people worked for the patient at the same moment.</summary>
internal sealed class ParallelStaffCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.parallel-staff", Severity.Warn, Sources.Booklet);

    private static readonly Statement Beside = Text.CannotTell(
        Severity.Warn, "Two people did different work at the same moment; both were counted by the practice's policy.",
        static facts => EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.CountedBeside)));

    private static readonly Statement Alone = Text.Met("No two people's time was counted for the same moment.");
    private static readonly Statement Once = Text.CannotTell(
        Severity.Warn, "Two people worked at the same moment; the time was counted once.", static facts => EntryTally.Sources(facts.Time.ExcludedFor(Reasons.ParallelStaff)));

    public override CheckReach Reach => CheckReach.UncountedTime;

    public override Answer Check(CaseFacts facts)
    {
        if (Array.Exists(facts.Time.Entries, static entry => entry.CountedBeside))
            return Beside;
        if (!facts.Time.HasExcludedFor(Reasons.ParallelStaff))
            return Alone;
        return facts.Tenant.Policy.ParallelStaff == ParallelStaffPolicy.Hold && CouldChange(facts, facts.Time.ParallelStaffTicks, facts.Time.ParallelPractitionerTicks)
            ? Once.As(Severity.Hold)
            : Once;
    }

    // Whoever of the two is believed: each by itself, and both.
    private static bool CouldChange(CaseFacts facts, long staff, long practitioner) =>
        facts.WouldChangeBy(staff, 0) || facts.WouldChangeBy(0, practitioner) || facts.WouldChangeBy(staff, practitioner);
}
