using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>FHIR JSON that says that it is something else.</summary>
public sealed class WrongContentType(Aim aim, string contentType = "text/plain") : SpoiltAnswer(aim)
{
    protected override FhirAnswer Spoil(FhirAnswer answer) => answer with { ContentType = contentType };
}
