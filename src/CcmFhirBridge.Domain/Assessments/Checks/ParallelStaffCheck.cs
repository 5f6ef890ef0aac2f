using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Two people worked for the patient at the same moment.</summary>
internal sealed class ParallelStaffCheck : ICheck
{
    private static readonly RuleText Text = new("time.parallel-staff", Severity.Warn, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var policy = facts.Tenant.Policy.ParallelStaff;
        var beside = EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.CountedBeside));
        if (!beside.IsEmpty)
            return Text.CannotTell(Severity.Warn, "Two people did different work at the same moment; both were counted by the practice's policy.", beside);
        var lost = EntryTally.Sources(facts.Time.ExcludedFor(Reasons.ParallelStaff));
        if (lost.IsEmpty)
            return Text.Met("No two people's time was counted for the same moment.");
        var held = policy == ParallelStaffPolicy.Hold && facts.WouldChangeBy(facts.Time.ParallelTicks, 0);
        return Text.CannotTell(held ? Severity.Hold : Severity.Warn, "Two people worked at the same moment; the time was counted once.", lost);
    }
}
