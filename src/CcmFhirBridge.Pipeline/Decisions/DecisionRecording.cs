using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>Records what a person decided, once it is checked against the month as it is. The caller sees to it that nobody else records meanwhile.</summary>
public sealed class DecisionRecording(IDecisionStore decisions, AssessmentRun assessments)
{
    // An approval without evidence would cover whatever comes; this one covers a hold that rests on nothing, and no other.
    private const string NothingSeen = "(nothing)";

    /// <summary>Records the decision.</summary>
    /// <exception cref="DecisionRefusedException">It does not fit the patient's month.</exception>
    public async Task<RecordedDecision> RecordAsync(HumanDecision decision, CancellationToken cancellation)
    {
        var (checkedOne, before) = await CheckAsync(decision, cancellation);
        await decisions.RecordDecisionsAsync([checkedOne], cancellation);
        return new RecordedDecision(checkedOne, before, await AssessAsync(decision, cancellation), IsNew: true);
    }

    /// <summary>Records the decision unless the same one stands already, and keeps what the month comes to.</summary>
    /// <exception cref="DecisionRefusedException">It does not fit the patient's month.</exception>
    public async Task<RecordedDecision> RecordOnceAsync(HumanDecision decision, CancellationToken cancellation)
    {
        var (checkedOne, before) = await CheckAsync(decision, cancellation);
        var standing = checkedOne.Kind == DecisionKind.Withdraw
            ? await StandingAsync(cancellation)
            : before.Decisions.Select(applied => applied.Decision);
        if (standing.FirstOrDefault(known => (checkedOne with { At = known.At }).Id == known.Id) is { } same)
            return new RecordedDecision(same, before, before, IsNew: false);
        await decisions.RecordDecisionsAsync([checkedOne], cancellation);
        var after = await assessments.ReassessAsync(decision.Patient, decision.Month, cancellation) ?? throw Unknown(decision);
        return new RecordedDecision(checkedOne, before, after, IsNew: true);
    }

    /// <summary>A decision that is recorded, with its patient's month as it is now; null when there is none of that id.</summary>
    public async Task<RecordedDecision?> FindAsync(string id, CancellationToken cancellation)
    {
        if ((await decisions.DecisionsAsync(cancellation)).FirstOrDefault(known => known.Id == id) is not { } decision)
            return null;
        var now = await AssessAsync(decision, cancellation);
        return new RecordedDecision(decision, now, now, IsNew: false);
    }

    private async Task<(HumanDecision Decision, Assessment Before)> CheckAsync(HumanDecision decision, CancellationToken cancellation)
    {
        var before = await AssessAsync(decision, cancellation);
        if (decision.Kind == DecisionKind.Withdraw && !await IsKnownAsync(decision, before, cancellation))
            throw new DecisionRefusedException(DecisionRefusal.UnknownDecision, "The decision that is to be taken back is not recorded for the patient.");
        if (decision is { Kind: DecisionKind.LowerUnits or DecisionKind.WithholdCode, Code: { } code } && await assessments.CodesInsteadOfAsync(code, decision.Month, cancellation) is { } codes)
            throw new DecisionRefusedException(DecisionRefusal.UnknownCode, "What is to be lowered or withheld is no code of chronic care management.") { Codes = codes };
        return (decision.Kind == DecisionKind.Approve ? decision with { Evidence = Seen(decision, before) } : decision, before);
    }

    // Also one that was made about a chart which is read as the patient's since it was merged.
    private async Task<bool> IsKnownAsync(HumanDecision withdrawal, Assessment before, CancellationToken cancellation) =>
        before.Decisions.Any(applied => applied.Decision.Id == withdrawal.Withdraws)
        || (await decisions.DecisionsAsync(cancellation)).Any(known => known.Id == withdrawal.Withdraws && known.Patient == withdrawal.Patient);

    // One that was taken back is no longer the same as one that is told now.
    private async Task<IEnumerable<HumanDecision>> StandingAsync(CancellationToken cancellation)
    {
        var recorded = await decisions.DecisionsAsync(cancellation);
        var takenBack = DecisionsInForce.TakenBack(recorded);
        return recorded.Where(decision => !takenBack.Contains(decision.Id));
    }

    private async Task<Assessment> AssessAsync(HumanDecision decision, CancellationToken cancellation) =>
        await assessments.AssessAsync(decision.Patient, decision.Month, cancellation) ?? throw Unknown(decision);

    private static DecisionRefusedException Unknown(HumanDecision decision) =>
        new(DecisionRefusal.UnknownPatient, $"Nothing is stored of {decision.Patient}.");

    // The approval covers what the approver could see now, and nothing that comes to light later.
    private static ImmutableArray<string> Seen(HumanDecision decision, Assessment before)
    {
        var holds = before.Findings.Where(finding => finding is { Severity: Severity.Hold, Result: not FindingResult.Met }).ToArray();
        var missing = decision.Rules.Where(rule => Array.TrueForAll(holds, hold => hold.Rule != rule)).ToImmutableArray();
        if (missing.Length > 0)
        {
            throw new DecisionRefusedException(DecisionRefusal.HoldsNothing, "A rule that is named does not hold the month.")
            {
                Missing = missing,
                Open = [.. holds.Select(hold => hold.Rule)],
            };
        }

        ImmutableArray<string> seen = [.. holds.Where(hold => decision.Rules.Contains(hold.Rule, StringComparer.Ordinal)).SelectMany(hold => hold.Evidence).Select(source => source.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return seen.IsEmpty ? [NothingSeen] : seen;
    }
}
