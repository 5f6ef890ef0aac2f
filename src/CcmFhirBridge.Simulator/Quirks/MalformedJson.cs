using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>The JSON stops in the middle, and the length that is told fits what is there.</summary>
public sealed class MalformedJson(Aim aim) : SpoiltAnswer(aim)
{
    // The Location would tell all the same what the body hides.
    protected override FhirAnswer Spoil(FhirAnswer answer) => answer with { Location = null, Body = [.. answer.Body[..(answer.Body.Length * 2 / 3)], (byte)',', (byte)'}'] };
}
