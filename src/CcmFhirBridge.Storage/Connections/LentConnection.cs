using System.Data.Common;

namespace CcmFhirBridge.Storage.Connections;

/// <summary>A connection for one piece of work, with the statements that it has compiled.</summary>
/// <param name="connection">The connection.</param>
/// <param name="kept">Keeps what is compiled of all other statements; null where the driver does.</param>
internal sealed class LentConnection(DbConnection connection, KeptStatements? kept = null) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;

    public Session Session(DbTransaction? transaction) => new(connection, kept ?? connection, transaction, _prepared);

    /// <summary>Lets go of the compiled statements; the connection stays.</summary>
    public async ValueTask ForgetStatementsAsync()
    {
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        _prepared.Clear();
        kept?.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetStatementsAsync();
        await connection.DisposeAsync();
    }
}
