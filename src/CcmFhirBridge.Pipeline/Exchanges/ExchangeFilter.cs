namespace CcmFhirBridge.Pipeline.Exchanges;

/// <summary>Which exchanges somebody wants to see.</summary>
/// <param name="Since">Earliest moment, inclusive; null for any.</param>
/// <param name="Status">Least and greatest status, inclusive; null for any.</param>
/// <param name="FailedOnly">Only those without an answer or with a status from 400 on.</param>
/// <param name="Asked">FHIR type, <c>metadata</c>, <c>token</c> or <c>other</c>; null for any.</param>
/// <param name="Method">HTTP method; null for any.</param>
public sealed record ExchangeFilter(
    DateTimeOffset? Since = null, (int Least, int Greatest)? Status = null, bool FailedOnly = false, string? Asked = null, string? Method = null)
{
    /// <summary>Whether an exchange is wanted.</summary>
    public bool Takes(Exchange exchange) =>
        (Since is not { } since || exchange.At >= since)
        && (Status is not { } status || (exchange.Status is { } answered && answered >= status.Least && answered <= status.Greatest))
        && (!FailedOnly || exchange.Failed)
        && (Asked is null || exchange.Asked == Asked)
        && (Method is null || exchange.Method == Method);
}
