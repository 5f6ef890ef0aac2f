using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One rule. It always answers, met ones too.</summary>
internal abstract class MonthCheck
{
    public abstract Answer Check(CaseFacts facts);
}
