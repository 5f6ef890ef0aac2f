using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One rule. It always answers, met ones too.</summary>
internal abstract class MonthCheck
{
    /// <summary>Where the check can hold or block a month.</summary>
    public virtual CheckReach Reach => CheckReach.EveryMonth;

    public abstract Answer Check(CaseFacts facts);
}
