using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Length and period of an entry agree; where they differ the shorter is counted.</summary>
internal sealed class TimeLengthCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.length", Severity.Warn, Sources.Booklet);

    private static readonly Statement Agreeing = Text.Met("No entry's length and period differ.");
    private static readonly Statement Differing = Text.CannotTell(
        Severity.Warn, "Length and period of an entry differ; the shorter was counted.",
        static facts => EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.LengthDisagrees)));

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => Array.Exists(facts.Time.Entries, static entry => entry.LengthDisagrees) ? Differing : Agreeing;
}
