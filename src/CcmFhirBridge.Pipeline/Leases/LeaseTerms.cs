using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>The times of a tenant's lease; all follow from how long one request to its EHR may take.</summary>
/// <param name="Request">The longest request.</param>
public sealed record LeaseTerms(TimeSpan Request)
{
    /// <summary>What a process may stand still between its check and the socket, and clocks may differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Time between two renewals: short, because whoever takes over from a process that died waits for what it had left.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(6);

    public static LeaseTerms Of(EhrSettings ehr)
    {
        ArgumentNullException.ThrowIfNull(ehr);
        return new LeaseTerms(ehr.Timeout);
    }

    /// <summary>What must be left before a request.</summary>
    public TimeSpan Needed => Request + Margin;

    /// <summary>How long a lease runs: two renewals may fail in a row, and what is left just before the third still carries a request.</summary>
    public TimeSpan Term => Needed + (RenewEvery * 3);
}
