using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Length and period of an entry agree; where they differ the shorter is counted. Answers that tell the length have to be known.</summary>
internal sealed class TimeLengthCheck : MonthCheck
{
    private static readonly RuleText Text = new("time.length", Severity.Warn, Sources.Booklet);

    private static readonly Statement Agreeing = Text.Met("No entry's length and period differ.");
    private static readonly Statement Differing = Text.CannotTell(
        Severity.Warn,
        static facts => Array.Exists(facts.Time.Entries, static entry => entry is { LengthDisagrees: true, Entry.Answers.Length: > 1 })
            ? "Length and period of an entry differ, or the answers about its length do; the shortest was counted."
            : "Length and period of an entry differ; the shorter was counted.",
        static facts => EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.LengthDisagrees)));

    private static readonly Statement NotRead = Text.CannotTell(Severity.Hold, "The EHR does not let the answers be read that tell how long entries were.");

    public override Answer Check(CaseFacts facts) => UnreadParts.AnyUnread(facts.Record, EhrTypes.Answers) ? NotRead : Array.Exists(facts.Time.Entries, static entry => entry.LengthDisagrees) ? Differing : Agreeing;
}
