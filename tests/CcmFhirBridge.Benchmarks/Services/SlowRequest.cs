namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>A request whose answer was kept back.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Path and query below the base of the EHR.</param>
/// <param name="Body">What was sent; empty for a read.</param>
internal sealed record SlowRequest(string Method, string Address, ReadOnlyMemory<byte> Body);
