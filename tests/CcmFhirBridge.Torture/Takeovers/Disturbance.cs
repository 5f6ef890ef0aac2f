namespace CcmFhirBridge.Torture.Takeovers;

/// <summary>What happens to the service that works for the tenant, or to what it stands on.</summary>
internal enum Disturbance
{
    /// <summary>kill -9.</summary>
    Kill,

    /// <summary>SIGSTOP for longer than a lease runs, then SIGCONT: a machine that was suspended.</summary>
    Stop,

    /// <summary>The PostgreSQL server dies as by a power cut and comes back.</summary>
    DatabaseRestart,
}
