using System.Collections.Concurrent;
using CcmFhirBridge.Testing.Postgres;
using Npgsql;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>
/// Empty databases of a PostgreSQL server, emptied and used again: a long attack needs thousands, and for each that is removed the server
/// writes out whatever it holds of the others.
/// </summary>
/// <param name="server">Connection string of the server.</param>
internal sealed class EmptyDatabases(string server)
{
    private readonly ConcurrentQueue<string> _empty = new();

    /// <summary>One that nobody else has; its connection string.</summary>
    public async Task<string> TakeAsync() => _empty.TryDequeue(out var database) ? database : await PostgresHome.CreateDatabaseAsync(server);

    /// <summary>Empties one for the next; nobody is connected to it any more.</summary>
    public async Task GiveBackAsync(string database)
    {
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ToString()))
        {
            await connection.OpenAsync();
            await using var empty = new NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public", connection);
            await empty.ExecuteNonQueryAsync();
        }

        _empty.Enqueue(database);
    }
}
