using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>How long after a send an EHR may take to show what it took.</summary>
public static class SettleTime
{
    // Servers have been seen whose search shows a create a minute late.
    private static readonly TimeSpan s_index = TimeSpan.FromSeconds(90);

    /// <summary>The wait for its turn, the longest that a request may take, and a slow index.</summary>
    public static TimeSpan Of(EhrSettings ehr) =>
        s_index + ehr.Timeout + (TimeSpan.FromMinutes(1) / Math.Max(ehr.RequestsPerMinute, 1) * Math.Max(ehr.RequestsInFlight, 1) * 2);
}
