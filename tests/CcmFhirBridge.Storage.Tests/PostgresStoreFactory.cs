using System.Diagnostics;
using CcmFhirBridge.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;

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

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
