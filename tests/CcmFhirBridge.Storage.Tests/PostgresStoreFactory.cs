using System.Diagnostics;
using CcmFhirBridge.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CcmFhirBridge.Storage.Tests;

/// <summary>One tenant of many in one database: whatever a suite finds of another tenant's is a failure of it.</summary>
public sealed class PostgresStoreFactory : IStoreFactory
{
    private static int s_tenants;

    private readonly PostgresDatabase _database;

    public PostgresStoreFactory()
    {
        Assert.SkipWhen(PostgresServer.Shared is null, PostgresServer.Missing);
        _database = new PostgresDatabase(PostgresServer.Shared, Time, usesServerClock: false);
    }

    // A server that outlives the process has the tenants of earlier runs.
    public string Tenant { get; } = $"lakeside-{Environment.ProcessId}-{Stopwatch.GetTimestamp()}-{Interlocked.Increment(ref s_tenants)}";

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));

    public async Task<SqlTenantStore> OpenAsync() => await _database.OpenAsync(Tenant, null, default);

    public Task TamperAsync(string sql, object? value = null) => TamperAsync(PostgresServer.Shared!, sql, value);

    // As an owner of the database may: triggers do not fire for a replica.
    public Task TamperAppendOnlyAsync(string table, string sql, object? value = null) => TamperAsync(
        new NpgsqlConnectionStringBuilder(PostgresServer.Shared) { Options = "-c session_replication_role=replica" }.ToString(), sql, value);

    private async Task TamperAsync(string address, string sql, object? value)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("tenant", Tenant);
        command.Parameters.AddWithValue("value", value ?? DBNull.Value);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
