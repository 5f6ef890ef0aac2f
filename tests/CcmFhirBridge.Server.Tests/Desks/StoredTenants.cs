using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Server.Tests.Desks;

/// <summary>Tenants whose stores are SQLite files in a folder of the test; their workers do nothing.</summary>
internal sealed class StoredTenants : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-desks-");

    public StoredTenants(params string[] slugs) => Source = new FixedTenants([.. slugs.Select(slug => new RecordedRuns(Tenants.Make(slug)))])
    {
        OnDesk = tenant => new StoreDesk(tenant, Open(tenant.Slug)),
    };

    public FixedTenants Source { get; }

    /// <summary>The tenants' clock.</summary>
    public WatchedTime Time { get; } = new(Some.Morning);

    /// <summary>Another opening of a tenant's store; the test disposes it.</summary>
    public SqlTenantStore Open(string slug) => SqliteTenantStore.Open(Path.Combine(_folder.FullName, slug + ".db"), slug, Time);

    public void Dispose() => _folder.Delete(recursive: true);
}
