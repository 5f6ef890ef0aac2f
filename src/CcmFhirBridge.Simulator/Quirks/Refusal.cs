using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>A status that refuses, with an OperationOutcome, as 408, 409, 412, 422 and 429 are given by the EHR itself.</summary>
/// <param name="aim">Which requests.</param>
/// <param name="status">HTTP status.</param>
/// <param name="code">Issue type; null leaves the body out, as a proxy in between does.</param>
/// <param name="moment">Whether it is true.</param>
/// <param name="retryAfter">Header <c>Retry-After</c>, however absurd; null for none.</param>
public sealed class Refusal(Aim aim, int status, string? code, CommitMoment moment = CommitMoment.Before, string? retryAfter = null)
    : HiddenAnswer(aim, moment)
{
    protected override FhirAnswer Instead => new()
    {
        Status = status,
        Body = code is null ? [] : Json.Outcome("error", code, "Simulated refusal."),
        RetryAfter = retryAfter,
    };
}
