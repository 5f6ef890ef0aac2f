using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>How long after a send was recorded an EHR may take to show what it took.</summary>
public static class SettleTime
{
    // Servers have been seen whose search shows a create a minute late.
    private static readonly TimeSpan s_index = TimeSpan.FromSeconds(90);

    /// <summary>From the record of a send until it may begin: a question before it, the wait for its turn, and a process that stands still a little.</summary>
    public static TimeSpan UntilItLeaves(EhrSettings ehr) =>
        ehr.Timeout + LeaseTerms.Margin + (TimeSpan.FromMinutes(1) / Math.Max(ehr.RequestsPerMinute, 1) * Math.Max(ehr.RequestsInFlight, 1) * 2);

    /// <summary>
    /// Until it leaves, from the last check to the first byte, the longest that a request may take, and a slow index: twice as slow as it was
    /// measured where that is slower than most.
    /// </summary>
    public static TimeSpan Of(EhrSettings ehr, EhrMeasurement? measured = null)
    {
        var index = TimeSpan.FromSeconds(2 * (measured?.ShownAfterSeconds ?? 0));
        return UntilItLeaves(ehr) + LeaseTerms.Margin + ehr.Timeout + (index > s_index ? index : s_index);
    }

    /// <summary>How much of its time something has had that was recorded as sent at <paramref name="sentAt"/>, for whoever holds <paramref name="lease"/>.</summary>
    public static TimeSpan Had(DateTimeOffset sentAt, ILease lease, DateTimeOffset now)
    {
        var holdsSince = lease.ClockHoldsSince;
        return now - (sentAt > holdsSince ? sentAt : holdsSince);
    }
}
