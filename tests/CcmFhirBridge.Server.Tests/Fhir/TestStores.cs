using System.Diagnostics;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Testing.Postgres;
using Npgsql;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>Where the stores of a test's tenants lie.</summary>
public interface ITestStores : IAsyncDisposable
{
    /// <summary>Why there are none here; null when there are.</summary>
    string? Missing { get; }

    Task<SqlTenantStore> OpenAsync(string slug, TimeProvider time);
}

/// <summary>A file a tenant.</summary>
public sealed class SqliteStores : ITestStores
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-served-");

    public string? Missing => null;

    public Task<SqlTenantStore> OpenAsync(string slug, TimeProvider time) =>
        Task.FromResult<SqlTenantStore>(SqliteTenantStore.Open(Path.Combine(_folder.FullName, slug + ".db"), slug, time));

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A database of its own that all tenants of the test share.</summary>
public sealed class PostgresStores : ITestStores
{
    private static int s_databases;

    private PostgresDatabase? _database;

    public string? Missing => PostgresServer.Shared is null ? PostgresServer.Missing : null;

    public async Task<SqlTenantStore> OpenAsync(string slug, TimeProvider time)
    {
        _database ??= new PostgresDatabase(await CreateAsync(), time);
        return await _database.OpenAsync(slug, null, default);
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<string> CreateAsync()
    {
        var name = $"ccm_served_{Environment.ProcessId}_{Stopwatch.GetTimestamp()}_{Interlocked.Increment(ref s_databases)}";
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresServer.Shared) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(PostgresServer.Shared) { Database = name, MaxPoolSize = 10 }.ToString();
    }
}
