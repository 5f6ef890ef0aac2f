using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>
/// The right to a write that is being recorded as sending. The settle time runs from that record, so a write that leaves long after it could
/// be taken for one that never left: it is taken back instead, and recorded anew.
/// </summary>
/// <param name="lease">The right to work for the tenant.</param>
/// <param name="time">The clock.</param>
/// <param name="most">How long after the record it may leave.</param>
internal sealed class RecordedSend(ILease lease, TimeProvider time, TimeSpan most) : ILease
{
    private readonly Moment _since = Moment.Of(time);

    public long Fence => lease.Fence;

    public DateTimeOffset ClockHoldsSince => lease.ClockHoldsSince;

    public void RequireForRequest()
    {
        lease.RequireForRequest();
        var waited = _since.Since(time);
        if (waited > most)
        {
            throw new LeaseException(
                LeaseFailure.Late,
                $"The write waited {waited.Ticks / TimeSpan.TicksPerSecond} s after it was recorded and may wait {most.Ticks / TimeSpan.TicksPerSecond} s: nothing was sent. This process stood still or its store is slow; look at the machine's load and disk.");
        }
    }
}
