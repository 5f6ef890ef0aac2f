using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One person's entries overlap each other: each second counts once.</summary>
internal sealed class OwnOverlapCheck : ICheck
{
    private static readonly RuleText Text = new("time.own-overlap", Severity.Warn, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        var evidence = EntryTally.Sources(facts.Time.ExcludedFor(Reasons.OwnOverlap));
        return evidence.IsEmpty
            ? Text.Met("Nobody's entries overlap each other.")
            : Text.CannotTell(Severity.Warn, "Entries of one person overlap each other; the shared time was counted once.", evidence);
    }
}
