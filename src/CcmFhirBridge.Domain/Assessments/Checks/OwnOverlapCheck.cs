using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One person's entries overlap each other: each second counts once.</summary>
internal sealed class OwnOverlapCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.own-overlap", Severity.Warn, Sources.Faq);

    private static readonly Statement Apart = Text.Met("Nobody's entries overlap each other.");
    private static readonly Statement Overlapping = Text.CannotTell(
        Severity.Warn, "Entries of one person overlap each other; the shared time was counted once.",
        static facts => EntryTally.Sources(facts.Time.ExcludedFor(Reasons.OwnOverlap)));

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => facts.Time.HasExcludedFor(Reasons.OwnOverlap) ? Overlapping : Apart;
}
