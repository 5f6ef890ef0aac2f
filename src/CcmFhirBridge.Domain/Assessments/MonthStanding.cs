using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>Turns what the checks answer into what the month comes to (DESIGN §5).</summary>
internal struct MonthStanding
{
    private bool _blocked;
    private bool _held;

    /// <summary>The outcome of a month about which nobody decided anything. Checks that cannot change it any more are not asked.</summary>
    public static Outcome Of(CaseFacts facts)
    {
        if (!facts.Record.Doubts.IsEmpty)
            return Outcome.Hold;
        if (facts.Rules is null)
            return WithoutRules(facts);
        if (!facts.MayReachFloor)
            return Outcome.None;
        var uncounted = facts.UncountedCouldChange;
        if (!facts.Choice.ReachesFloor && !uncounted)
            return Outcome.None;
        var standing = default(MonthStanding);
        foreach (var check in facts.Practice.ChecksThatDecide(facts.Services.AnyOfFamily, facts.Time.HasUncounted))
        {
            var answer = check.Check(facts);
            standing.Note(answer.Result, answer.Severity);
            if (standing._blocked)
                break;
        }

        return standing.Come(facts.Choice.ReachesFloor, uncounted);
    }

    /// <summary>The outcome by the findings after what people decided.</summary>
    public static Outcome Of(CaseFacts facts, ImmutableArray<Finding> findings)
    {
        if (!facts.Record.Doubts.IsEmpty)
            return Outcome.Hold;
        if (facts.Rules is null)
            return WithoutRules(facts);
        var standing = default(MonthStanding);
        foreach (var finding in findings)
        {
            if (finding.LiftedBy is null)
                standing.Note(finding.Result, finding.Severity);
        }

        return standing.Come(facts.Choice.ReachesFloor, facts.UncountedCouldChange && !UncountedTimeCheck.AreAllLifted(findings));
    }

    private static Outcome WithoutRules(CaseFacts facts) => facts.AnythingCountable ? Outcome.Hold : Outcome.None;

    private void Note(FindingResult result, Severity severity)
    {
        _blocked |= result == FindingResult.NotMet && severity == Severity.Block;
        _held |= result != FindingResult.Met && severity == Severity.Hold;
    }

    private readonly Outcome Come(bool reachesFloor, bool uncounted)
    {
        // Time that could not be counted may reach a floor; where the month is blocked all the same, nothing is left to decide.
        if (!reachesFloor)
            return uncounted && !_blocked ? Outcome.Hold : Outcome.None;
        if (_blocked)
            return Outcome.Block;
        return uncounted || _held ? Outcome.Hold : Outcome.Bill;
    }
}
