using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Every entry has a start and an end with a time.</summary>
internal sealed class TimeSpanCheck : ICheck
{
    private static readonly RuleText Text = new("time.span", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        var without = EntryTally.Sources(facts.EntriesWithoutSpan());
        if (!without.IsEmpty)
        {
            return Text.CannotTell(
                facts.UncountedCouldChange ? Severity.Hold : Severity.Warn,
                "An entry has no usable start and end and was not counted.", without);
        }

        var disagreeing = EntryTally.Sources(facts.Time.Entries.Where(static entry => entry.LengthDisagrees));
        return disagreeing.IsEmpty
            ? Text.Met("Every entry has a usable span.")
            : Text.CannotTell(Severity.Warn, "Length and period of an entry differ; the shorter was counted.", disagreeing);
    }
}
