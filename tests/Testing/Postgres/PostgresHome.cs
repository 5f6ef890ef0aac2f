using System.Diagnostics;
using CcmFhirBridge.Homes;
using Npgsql;

namespace CcmFhirBridge.Testing.Postgres;

/// <summary>Homes whose tenants are stored in PostgreSQL.</summary>
internal static class PostgresHome
{
    private static int s_databases;

    /// <summary>An empty database on a server; its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync(string server)
    {
        var name = $"ccm_home_{Environment.ProcessId}_{Stopwatch.GetTimestamp()}_{Interlocked.Increment(ref s_databases)}";
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ToString();
    }

    /// <summary>Makes the home store its tenants there.</summary>
    public static void StoreIn(this BridgeHome home, string connectionString)
    {
        home.Create();
        File.WriteAllText(Path.Combine(home.Keys, "database"), connectionString);
        File.WriteAllText(home.DatabaseFile, "postgres:\n  connection: file:keys/database\n");
    }
}
