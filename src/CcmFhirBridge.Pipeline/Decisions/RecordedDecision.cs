using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;

namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>A decision that is recorded, with its patient's month before and after it.</summary>
/// <param name="Decision">The decision as it is kept.</param>
/// <param name="Before">The month before; where it was recorded earlier, the month as it is now.</param>
/// <param name="After">The month after.</param>
/// <param name="IsNew">Whether it was recorded now.</param>
public sealed record RecordedDecision(HumanDecision Decision, Assessment Before, Assessment After, bool IsNew)
{
    /// <summary>Why it could not be followed; null when it was, or when it takes another one back.</summary>
    public string? NotFollowed => After.Decisions.FirstOrDefault(applied => applied.Decision.Id == Decision.Id)?.NotFollowed;
}
