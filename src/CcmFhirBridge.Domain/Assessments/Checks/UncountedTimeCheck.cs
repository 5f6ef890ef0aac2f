using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Time that was not counted because something about it is not known; it holds when it could change the codes.</summary>
internal sealed class UncountedTimeCheck : MonthCheck
{
    private static readonly FrozenSet<string> TimeNotCounted = new[]
    {
        "time.open-ended", "time.date-only", "time.no-span", "time.too-long", "time.unknown-activity", "time.unknown-performer",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly string _reason;
    private readonly Statement _met;
    private readonly Statement _failed;

    private UncountedTimeCheck(string rule, string source, string reason, string failed, string met)
    {
        var text = new RuleText(rule, Severity.Hold, source);
        _reason = reason;
        _met = text.Met(met);
        _failed = text.CannotTell(Severity.Warn, failed, facts => EntryTally.Sources(facts.Time.ExcludedFor(reason)));
    }

    public static UncountedTimeCheck TooLong { get; } = new(
        "time.too-long", Sources.Booklet, Reasons.TooLong,
        "An entry is longer than the practice's policy believes and was not counted.", "No entry is longer than the practice's policy believes.");

    public static UncountedTimeCheck Activity { get; } = new(
        "time.unknown-activity", Sources.Booklet, Reasons.UnknownActivity,
        "An entry's activity is not one that is known and was not counted.", "Every entry's activity is known.");

    public static UncountedTimeCheck Performer { get; } = new(
        "time.unknown-performer", Sources.GeneralSupervision, Reasons.UnknownPerformer,
        "Who worked in an entry, or in what role, is not known and the time was not counted.", "Everybody who worked is known as practitioner, clinical staff or neither.");

    /// <summary>Whether people lifted every hold for time that could not be counted; false where there is none.</summary>
    public static bool AreAllLifted(ImmutableArray<Finding> findings)
    {
        var any = false;
        foreach (var finding in findings)
        {
            if (finding is not { Severity: Severity.Hold, Result: FindingResult.CannotTell } || !TimeNotCounted.Contains(finding.Rule))
                continue;
            if (finding.LiftedBy is null)
                return false;
            any = true;
        }

        return any;
    }

    public override CheckReach Reach => CheckReach.UncountedTime;

    public override Answer Check(CaseFacts facts)
    {
        if (!facts.Time.HasExcludedFor(_reason))
            return _met;
        return facts.UncountedCouldChange ? _failed.As(Severity.Hold) : _failed;
    }
}
