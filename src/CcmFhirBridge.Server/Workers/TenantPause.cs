namespace CcmFhirBridge.Server.Workers;

/// <summary>The word of a person, or of the bridge itself where the EHR refused its credentials, that a tenant shall neither read nor write until it is resumed.</summary>
/// <param name="Since">From when.</param>
/// <param name="By">Whose word.</param>
/// <param name="Reason">Why, in that person's words; null when none was given.</param>
public sealed record TenantPause(DateTimeOffset Since, string By, string? Reason)
{
    /// <summary>Stands for whose word it is where the bridge paused the tenant.</summary>
    public const string Bridge = "ccm-bridge";

    /// <summary>Whether the bridge paused the tenant by itself.</summary>
    public bool IsByBridge => By == Bridge;
}

/// <summary>Nothing is done for a tenant because it is paused.</summary>
public sealed class TenantPausedException(TenantPause pause, string message) : Exception(message)
{
    /// <summary>The pause that stands in the way.</summary>
    public TenantPause Pause { get; } = pause;
}
