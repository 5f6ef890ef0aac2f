using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Every entry has a start and an end with a time; one that has not is not counted, and holds when it could change the codes.</summary>
internal sealed class TimeSpanCheck : ICheck
{
    private readonly RuleText _text;
    private readonly string[] _reasons;
    private readonly string _failed;
    private readonly string _met;

    private TimeSpanCheck(string rule, SpanProblem[] problems, string failed, string met)
    {
        _text = new RuleText(rule, Severity.Hold, Sources.Booklet);
        _reasons = Array.ConvertAll(problems, Reasons.Of);
        _failed = failed;
        _met = met;
    }

    public static TimeSpanCheck OpenEnded { get; } = new(
        "time.open-ended", [SpanProblem.NoEnd], "An entry has neither an end nor a length and was not counted.", "Every entry has an end or a length.");

    public static TimeSpanCheck DateOnly { get; } = new(
        "time.date-only", [SpanProblem.DateOnly], "An entry gives a day without a time and was not counted.", "Every entry says at what time it was.");

    public static TimeSpanCheck Unusable { get; } = new(
        "time.no-span", [SpanProblem.Missing, SpanProblem.EndBeforeStart, SpanProblem.Unreadable],
        "An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted.", "Every entry has a period that makes sense.");

    public Finding Check(CaseFacts facts)
    {
        if (!facts.Time.HasUncountedSpans)
            return _text.Met(_met);
        var without = EntryTally.Sources(facts.EntriesWithoutSpan().Where(entry => Array.IndexOf(_reasons, entry.SpanReason) >= 0));
        return without.IsEmpty
            ? _text.Met(_met)
            : _text.CannotTell(facts.UncountedCouldChange ? Severity.Hold : Severity.Warn, _failed, without);
    }
}
