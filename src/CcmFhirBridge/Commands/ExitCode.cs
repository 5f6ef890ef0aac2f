namespace CcmFhirBridge.Commands;

/// <summary>Exit codes that scripts rely on (DESIGN §6).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>Something is held or quarantined.</summary>
    public const int Partial = 3;

    /// <summary>The EHR cannot be reached or refuses.</summary>
    public const int Ehr = 4;

    /// <summary>A duplicate or tampering was found.</summary>
    public const int Integrity = 5;
    public const int Cancelled = 130;
}
