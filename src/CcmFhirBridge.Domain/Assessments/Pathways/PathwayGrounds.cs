using CcmFhirBridge.Domain.Decisions;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>What the choice of a pathway rests on besides time.</summary>
/// <param name="Decisions">What people decided.</param>
/// <param name="DecisionMaking">Moderate or high medical decision making of the month stands.</param>
internal readonly record struct PathwayGrounds(DecisionsInForce Decisions, bool DecisionMaking);
