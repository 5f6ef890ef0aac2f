using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>The times of a tenant's lease; all follow from how long one request to its EHR may take.</summary>
/// <param name="Request">The longest request.</param>
public sealed record LeaseTerms(TimeSpan Request)
{
    /// <summary>What a process may stand still between its check and the socket, and clocks may differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static LeaseTerms Of(EhrSettings ehr)
    {
        ArgumentNullException.ThrowIfNull(ehr);
        return new LeaseTerms(ehr.Timeout);
    }

    /// <summary>What must be left before a request.</summary>
    public TimeSpan Needed => Request + Margin;

    /// <summary>How long a lease runs: two renewals may fail in a row, and what is left just before one still carries a request.</summary>
    public TimeSpan Term => Needed * 3 > Shortest ? Needed * 3 : Shortest;

    /// <summary>Time between two renewals.</summary>
    public TimeSpan RenewEvery => Term / 3;
}
