namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>How much the hosted service is measured with. What is stored differs by size, the number of tenants never does.</summary>
/// <param name="StoredPatients">Patients of each tenant while starts and idleness are measured.</param>
/// <param name="Starts">Starts that are measured.</param>
/// <param name="Settle">From the first pass of the last tenant to the beginning of idleness: what a start leaves to be done is no idleness.</param>
/// <param name="Idle">How long idleness is measured.</param>
/// <param name="ChangedPatients">Patients of the tenant whose resources change.</param>
/// <param name="Changes">Resources of one burst of changes, each of another patient.</param>
/// <param name="Bursts">Bursts that are measured.</param>
internal sealed record ServiceSize(int StoredPatients, int Starts, TimeSpan Settle, TimeSpan Idle, int ChangedPatients, int Changes, int Bursts)
{
    public const int Tenants = 50;

    /// <summary>Small enough for every push: idle between two syncs only.</summary>
    public static readonly ServiceSize Ci = new(
        StoredPatients: 40, Starts: 3, Settle: TimeSpan.FromSeconds(15), Idle: TimeSpan.FromSeconds(15), ChangedPatients: 700, Changes: 500, Bursts: 3);

    /// <summary>10,000 patients a tenant; idle over one whole sync interval.</summary>
    public static readonly ServiceSize Full = new(
        StoredPatients: 10_000, Starts: 5, Settle: TimeSpan.FromMinutes(1), Idle: TimeSpan.FromMinutes(5), ChangedPatients: 10_000, Changes: 2_000, Bursts: 5);
}
