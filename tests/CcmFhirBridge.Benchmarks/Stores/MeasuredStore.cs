using System.Data.Common;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CcmFhirBridge.Benchmarks.Stores;

/// <summary>An empty store of either kind, and a connection of its own to the database underneath.</summary>
internal sealed class MeasuredStore : IAsyncDisposable
{
    private readonly PostgresDatabase? _database;
    private readonly Func<DbConnection> _connect;

    private MeasuredStore(string kind, SqlTenantStore store, PostgresDatabase? database, Func<DbConnection> connect)
    {
        (Kind, Store, _database, _connect) = (kind, store, database, connect);
    }

    public const string Tenant = "lakeside";

    public string Kind { get; }

    public SqlTenantStore Store { get; }

    public static MeasuredStore Sqlite(string file) => new(
        "SQLite", SqliteTenantStore.Open(file, Tenant, TimeProvider.System), null, () => new SqliteConnection($"Data Source={file};Pooling=false"));

    /// <summary>In a database of its own.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL on this machine.</exception>
    public static async Task<MeasuredStore> PostgresAsync()
    {
        var address = await PostgresHome.CreateDatabaseAsync(PostgresServer.Shared ?? throw new InvalidOperationException(PostgresServer.Missing));
        var database = new PostgresDatabase(address, TimeProvider.System);
        return new MeasuredStore(
            "PostgreSQL", await database.OpenAsync(Tenant, null, CancellationToken.None), database, () => new NpgsqlConnection(address + ";Pooling=false"));
    }

    /// <summary>A connection beside the store, with its durability.</summary>
    public async Task<DbConnection> ConnectAsync()
    {
        var connection = _connect();
        await connection.OpenAsync();
        if (connection is SqliteConnection)
            await ExecuteAsync(connection, "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000");
        return connection;
    }

    public static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
