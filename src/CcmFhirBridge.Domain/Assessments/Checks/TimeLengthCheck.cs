using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Length and period of an entry agree; where they differ the shorter is counted.</summary>
internal sealed class TimeLengthCheck : ICheck
{
    private static readonly RuleText Text = new("time.length", Severity.Warn, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var disagreeing = EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.LengthDisagrees));
        return disagreeing.IsEmpty
            ? Text.Met("No entry's length and period differ.")
            : Text.CannotTell(Severity.Warn, "Length and period of an entry differ; the shorter was counted.", disagreeing);
    }
}
