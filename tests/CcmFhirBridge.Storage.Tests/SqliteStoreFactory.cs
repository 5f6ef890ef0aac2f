using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>One file in a folder of its own.</summary>
public sealed class SqliteStoreFactory : IStoreFactory, IDisposable
{
    public const string Slug = "lakeside";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-store-");

    public string Tenant => Slug;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));

    public string Path => System.IO.Path.Combine(_folder.FullName, "lakeside.db");

    public SqliteTenantStore Open() => SqliteTenantStore.Open(Path, Tenant, Time);

    Task<SqlTenantStore> IStoreFactory.OpenAsync() => Task.FromResult<SqlTenantStore>(Open());

    public void Dispose() => _folder.Delete(recursive: true);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
