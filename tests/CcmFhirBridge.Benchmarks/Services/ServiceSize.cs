namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>How much the hosted service is measured with. What is stored differs by size, the number of tenants never does.</summary>
internal sealed record ServiceSize(int StoredPatients, int Starts, TimeSpan Idle, int ChangedPatients, int Changes, int Bursts)
{
    public const int Tenants = 50;

    /// <summary>Small enough for every push: idle between two syncs only.</summary>
    public static readonly ServiceSize Ci = new(
        StoredPatients: 40, Starts: 3, Idle: TimeSpan.FromSeconds(10), ChangedPatients: 700, Changes: 500, Bursts: 3);

    /// <summary>10,000 patients a tenant; idle over one whole sync interval.</summary>
    public static readonly ServiceSize Full = new(
        StoredPatients: 10_000, Starts: 5, Idle: TimeSpan.FromMinutes(5), ChangedPatients: 10_000, Changes: 2_000, Bursts: 5);
}
