using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Decisions;

/// <summary>The decisions that stand for a patient's month: none that was taken back, and of each kind the latest.</summary>
public sealed class DecisionsInForce
{
    private DecisionsInForce(ImmutableArray<HumanDecision> all, ImmutableArray<HumanDecision> incomplete)
    {
        All = all;
        Incomplete = incomplete;
    }

    /// <summary>No decision at all.</summary>
    public static DecisionsInForce None { get; } = new([], []);

    /// <summary>Those that stand, in the order in which they were made.</summary>
    public ImmutableArray<HumanDecision> All { get; }

    /// <summary>Those that lack something and therefore do nothing.</summary>
    public ImmutableArray<HumanDecision> Incomplete { get; }

    /// <summary>There is none, not even an incomplete one.</summary>
    internal bool IsEmpty => All.IsEmpty && Incomplete.IsEmpty;

    /// <summary>Those of the record that stand in the month.</summary>
    public static DecisionsInForce Of(PatientRecord record, ServiceMonth month) => record.Decisions.IsEmpty ? None : Of(record.Decisions, month);

    private static DecisionsInForce Of(ImmutableArray<HumanDecision> recorded, ServiceMonth month)
    {
        var made = recorded.OrderBy(static decision => decision.At).ThenBy(static decision => decision.Id, StringComparer.Ordinal)
            .DistinctBy(static decision => decision.Id).ToArray();
        var takenBack = TakenBack(made);
        var standing = made.Where(decision => decision.Kind != DecisionKind.Withdraw && !takenBack.Contains(decision.Id) && Concerns(decision, month)).ToArray();
        var complete = Array.FindAll(standing, static decision => decision.Problem() is null);
        return new DecisionsInForce(
            [.. complete.Where((decision, at) => !Array.Exists(complete[(at + 1)..], later => TakesThePlaceOf(later, decision)))],
            [.. standing.Except(complete)]);
    }

    /// <summary>
    /// Ids of those that were taken back. A withdrawal that was itself taken back has no force, however long the chain and in whatever order
    /// it was recorded.
    /// </summary>
    public static IReadOnlySet<string> TakenBack(IEnumerable<HumanDecision> recorded)
    {
        var withdrawals = recorded.Where(static decision => decision is { Kind: DecisionKind.Withdraw, Withdraws: not null })
            .DistinctBy(static decision => decision.Id).ToDictionary(static decision => decision.Id, static decision => decision.Withdraws!, StringComparer.Ordinal);
        var against = withdrawals.Values.CountBy(static id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var takenBack = new HashSet<string>(StringComparer.Ordinal);

        // An id is made of what it takes back, so no chain closes: one that nothing stands against is its end.
        var ends = new Queue<string>(withdrawals.Keys.Where(id => !against.ContainsKey(id)));
        while (ends.TryDequeue(out var withdrawal))
        {
            var target = withdrawals[withdrawal];
            if (!takenBack.Contains(withdrawal))
                takenBack.Add(target);
            if (--against[target] == 0 && withdrawals.ContainsKey(target))
                ends.Enqueue(target);
        }

        return takenBack;
    }

    /// <summary>The latest of the kind, or null.</summary>
    public HumanDecision? Find(DecisionKind kind)
    {
        for (var i = All.Length - 1; i >= 0; i--)
        {
            if (All[i].Kind == kind)
                return All[i];
        }

        return null;
    }

    /// <summary>Most units of the code that may be billed; 0 when it is withheld, null when nobody lowered it. Of charts that were merged the strictest counts.</summary>
    public int? LimitOf(string code) =>
        All.Where(decision => IsLimit(decision) && decision.Code == code).Min(static decision => decision.Kind == DecisionKind.WithholdCode ? 0 : decision.Units);

    /// <summary>Whether somebody approved the rule, and saw the source when doing so.</summary>
    internal bool Approves(string rule, SourceReference source)
    {
        foreach (var decision in All)
        {
            if (decision.Kind == DecisionKind.Approve && decision.Rules.Contains(rule) && (decision.Evidence.IsEmpty || decision.Evidence.Contains(source.Key)))
                return true;
        }

        return false;
    }

    /// <summary>The same without those that lower units or withhold a code.</summary>
    internal DecisionsInForce WithoutLimits() => new([.. All.Where(static decision => !IsLimit(decision))], Incomplete);

    private static bool Concerns(HumanDecision decision, ServiceMonth month) => decision.Month == month
        || (decision.Month < month && decision.Kind is DecisionKind.EnrolledElsewhere or DecisionKind.BillingPractitioner or DecisionKind.AttestRisk);

    // What was attested stands beside what was attested before: a later yes does not by itself undo an earlier no. What was said of one chart is no word
    // on what keeps back another that was merged into it.
    private static bool TakesThePlaceOf(HumanDecision later, HumanDecision earlier)
    {
        if (earlier.KeepsBack && later.Patient != earlier.Patient)
            return false;
        if (IsLimit(later) && IsLimit(earlier))
            return later.Code == earlier.Code;
        return later.Kind == earlier.Kind && later.Kind switch
        {
            DecisionKind.AttestRisk or DecisionKind.AttestDecisionMaking => later.Practitioner == earlier.Practitioner,
            DecisionKind.Approve => earlier.Rules.All(rule => later.Rules.Contains(rule, StringComparer.Ordinal)),
            _ => true,
        };
    }

    private static bool IsLimit(HumanDecision decision) => decision.Kind is DecisionKind.LowerUnits or DecisionKind.WithholdCode;
}
