using Microsoft.Data.Sqlite;
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

    public async Task TamperAsync(string sql, object? value = null)
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@tenant", Tenant);
        command.Parameters.AddWithValue("@value", value ?? DBNull.Value);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    public Task TamperAppendOnlyAsync(string table, string sql, object? value = null) =>
        TamperAsync($"DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete; {sql}", value);

    public void Dispose() => _folder.Delete(recursive: true);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
