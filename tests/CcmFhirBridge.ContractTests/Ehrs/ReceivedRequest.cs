using WireMock.Logging;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>A request as it arrived.</summary>
internal sealed class ReceivedRequest(ILogEntry entry)
{
    public string Method => entry.RequestMessage!.Method;

    public string Path => entry.RequestMessage!.Path;

    /// <summary>Query as it came over the wire, not decoded.</summary>
    public string Query => new Uri(entry.RequestMessage!.Url).Query;

    public string? Body => entry.RequestMessage!.Body;

    public string? Header(string name) => entry.RequestMessage!.Headers is { } headers && headers.TryGetValue(name, out var values) ? string.Join(',', values) : null;
}
