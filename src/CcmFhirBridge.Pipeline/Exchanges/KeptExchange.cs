namespace CcmFhirBridge.Pipeline.Exchanges;

/// <summary>An exchange as it is found again.</summary>
/// <param name="Id">By which it is shown.</param>
/// <param name="Run">Process that it belongs to: its number and its machine.</param>
/// <param name="Exchange">What was said.</param>
public sealed record KeptExchange(string Id, string Run, Exchange Exchange);
