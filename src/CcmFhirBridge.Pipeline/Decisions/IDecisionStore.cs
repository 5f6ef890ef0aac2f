using CcmFhirBridge.Domain.Decisions;

namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>Decisions of people, kept as facts beside what the EHR says; they are only ever added.</summary>
public interface IDecisionStore
{
    /// <summary>Keeps decisions and makes their patients due. Those that are kept already are left as they are; returns how many were new.</summary>
    Task<int> RecordDecisionsAsync(IReadOnlyList<HumanDecision> decisions, CancellationToken cancellation);

    /// <summary>Every decision that was ever recorded, those taken back included, in the order recorded.</summary>
    Task<IReadOnlyList<HumanDecision>> DecisionsAsync(CancellationToken cancellation);
}
