using System.Data.Common;

namespace CcmFhirBridge.Storage;

/// <summary>A connection that only reads, kept open between reads with the statements that it has compiled.</summary>
internal sealed class StoreReader(DbConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);

    public Session Session => new(connection, transaction: null, _prepared);

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
