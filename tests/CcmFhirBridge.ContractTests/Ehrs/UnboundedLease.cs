using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>A lease that carries every request.</summary>
internal sealed class UnboundedLease : ILease
{
    public static UnboundedLease Instance { get; } = new();

    public long Fence => 1;

    public DateTimeOffset ClockHoldsSince => DateTimeOffset.MinValue;

    public void RequireForRequest()
    {
    }
}
