namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>The right to work for a tenant, as the runs see it.</summary>
public interface ILease
{
    /// <summary>The number that every change of the ledger carries; once another owner has taken the tenant, changes with this one are refused.</summary>
    long Fence { get; }

    /// <summary>
    /// From when on the clock on the wall is known to be the one that sends are recorded by; by that clock. What was recorded before it may bear
    /// the time of another machine, or of this one before it was set, and has had no more time than has passed since.
    /// </summary>
    DateTimeOffset ClockHoldsSince { get; }

    /// <summary>
    /// Asked immediately before the first byte of a write leaves: a fence protects our own rows only, so nothing may be on its way to the EHR
    /// when somebody else takes the tenant over.
    /// </summary>
    /// <exception cref="LeaseException">What is left of the lease is shorter than a request may take, with a margin.</exception>
    void RequireForRequest();
}
