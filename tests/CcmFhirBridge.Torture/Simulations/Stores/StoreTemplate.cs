using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Torture.Simulations.Stores;

/// <summary>Fresh stores, each a copy of one that was made once: making the tables takes longer than a history.</summary>
internal sealed class StoreTemplate : IDisposable
{
    // Nobody cuts the power of a simulation, so its files may lie in memory where the machine offers that.
    private const string Memory = "/dev/shm";

    private readonly string _folder;
    private readonly string _made;
    private int _copies;

    private StoreTemplate(string folder)
    {
        _folder = folder;
        _made = Path.Combine(folder, "made.db");
    }

    public static async Task<StoreTemplate> MakeAsync(Tenant tenant, TimeProvider time)
    {
        var folder = Directory.Exists(Memory) ? Path.Combine(Memory, Path.GetRandomFileName()) : Directory.CreateTempSubdirectory("ccm-bridge-simulation-").FullName;
        Directory.CreateDirectory(folder);
        var template = new StoreTemplate(folder);
        await using var store = SqliteTenantStore.Open(template._made, tenant.Slug, time);
        return template;
    }

    /// <summary>Opens a fresh store; its file goes when it is disposed.</summary>
    public SqliteTenantStore Open(Tenant tenant, TimeProvider time, out string path)
    {
        path = Path.Combine(_folder, $"{Interlocked.Increment(ref _copies)}.db");
        File.Copy(_made, path);
        return SqliteTenantStore.Open(path, tenant.Slug, time);
    }

    public static void Forget(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
            File.Delete(file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
