using System.Collections.Concurrent;
using CcmFhirBridge.Storage.Dialects;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Connections;

/// <summary>One writer that stays open, and readers that are kept between reads.</summary>
internal sealed class SqliteConnections(string address, SqliteConnection writer, SqliteDialect dialect) : StoreConnections
{
    private readonly ConcurrentStack<LentConnection> _readers = new();
    private readonly LentConnection _writer = new(writer, new KeptStatements(writer));

    public override async ValueTask<LentConnection> ForReadingAsync(CancellationToken cancellation)
    {
        if (_readers.TryPop(out var kept))
            return kept;
        var connection = new SqliteConnection(address);
        try
        {
            await connection.OpenAsync(cancellation);
            dialect.Configure(connection, writer: false);
            return new LentConnection(connection, new KeptStatements(connection));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override ValueTask<LentConnection> ForWritingAsync(CancellationToken cancellation) => ValueTask.FromResult(_writer);

    public override async ValueTask GiveBackAsync(LentConnection lent, bool whole)
    {
        if (lent == _writer)
            return;
        if (whole)
            _readers.Push(lent);
        else
            await lent.DisposeAsync();
    }

    public override async ValueTask RestAsync()
    {
        await CloseReadersAsync();
        await _writer.ForgetStatementsAsync();
        SqliteDialect.ShrinkMemory(writer);
    }

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await CloseReadersAsync();
    }

    private async Task CloseReadersAsync()
    {
        while (_readers.TryPop(out var reader))
            await reader.DisposeAsync();
    }
}
