namespace CcmFhirBridge.Ehr.Populations;

/// <summary>How much a population run may hold in memory, and where it puts the rest.</summary>
public sealed record PopulationOptions
{
    /// <summary>Bytes of facts and rendered lines held in memory; above it they go to partitions on disk.</summary>
    public long MemoryLimit { get; init; } = 512L * 1024 * 1024;

    /// <summary>Folder for these partitions; the system's temporary folder by default. What is put there is removed in all cases.</summary>
    public string? TempFolder { get; init; }
}
