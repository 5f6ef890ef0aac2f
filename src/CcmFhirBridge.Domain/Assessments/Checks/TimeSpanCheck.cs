using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Every entry has a start and an end with a time; one that has not is not counted, and holds when it could change the codes.</summary>
internal sealed class TimeSpanCheck : MonthCheck
{
    private readonly string[] _reasons;
    private readonly Statement _met;
    private readonly Statement _failed;

    private TimeSpanCheck(string rule, SpanProblem[] problems, string failed, string met)
    {
        var text = new RuleText(rule, Severity.Hold, Sources.Booklet);
        _reasons = Array.ConvertAll(problems, Reasons.Of);
        _met = text.Met(met);
        _failed = text.CannotTell(Severity.Warn, facts => HasUnreadAnswer(facts) ? $"{failed} An answer that tells how long one was is not written as mapping.answers says." : failed, facts => EntryTally.Sources(facts.EntriesWithoutSpan().Where(HasReason)));
    }

    public static TimeSpanCheck OpenEnded { get; } = new(
        "time.open-ended", [SpanProblem.NoEnd], "An entry has neither an end nor a length and was not counted.", "Every entry has an end or a length.");

    public static TimeSpanCheck DateOnly { get; } = new(
        "time.date-only", [SpanProblem.DateOnly], "An entry gives a day without a time and was not counted.", "Every entry says at what time it was.");

    public static TimeSpanCheck Unusable { get; } = new(
        "time.no-span", [SpanProblem.Missing, SpanProblem.EndBeforeStart, SpanProblem.Unreadable, SpanProblem.Answer],
        "An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted.", "Every entry has a period that makes sense.");

    public override CheckReach Reach => CheckReach.UncountedTime;

    public override Answer Check(CaseFacts facts)
    {
        if (!facts.Time.HasUncountedSpans || !facts.EntriesWithoutSpan().Any(HasReason))
            return _met;
        return facts.UncountedCouldChange ? _failed.As(Severity.Hold) : _failed;
    }

    private bool HasUnreadAnswer(CaseFacts facts) => HasReason(SpanProblem.Answer) && facts.EntriesWithoutSpan().Any(static entry => entry.SpanReason == Reasons.Of(SpanProblem.Answer));

    private bool HasReason(SpanProblem problem) => Array.IndexOf(_reasons, Reasons.Of(problem)) >= 0;

    private bool HasReason(EntryTally entry) => Array.IndexOf(_reasons, entry.SpanReason) >= 0;
}
