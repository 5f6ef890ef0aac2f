using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One rule. It always answers, met ones too.</summary>
internal interface ICheck
{
    Answer Check(CaseFacts facts);
}
