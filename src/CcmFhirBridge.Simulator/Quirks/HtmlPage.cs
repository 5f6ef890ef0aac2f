using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>A 503 page for people, as the proxy in front of an EHR sends it, whatever the EHR did.</summary>
public sealed class HtmlPage(Aim aim, CommitMoment moment = CommitMoment.Before) : HiddenAnswer(aim, moment)
{
    protected override FhirAnswer Instead => new()
    {
        Status = 503,
        ContentType = "text/html; charset=utf-8",
        Body = [.. "<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"u8],
    };
}
