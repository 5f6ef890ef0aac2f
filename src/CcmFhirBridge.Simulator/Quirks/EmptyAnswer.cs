using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>200 and nothing else: no body, no Location, no version.</summary>
public sealed class EmptyAnswer(Aim aim) : SpoiltAnswer(aim)
{
    protected override FhirAnswer Spoil(FhirAnswer answer) => new() { Status = 200 };
}
