using Npgsql;

namespace CcmFhirBridge.Storage.Connections;

/// <summary>Connections of the pool that all tenants of the process share; what broke is replaced by the pool.</summary>
internal sealed class PostgresConnections(NpgsqlDataSource pool) : StoreConnections
{
    public override async ValueTask<LentConnection> ForReadingAsync(CancellationToken cancellation) =>
        new(await pool.OpenConnectionAsync(cancellation));

    public override ValueTask<LentConnection> ForWritingAsync(CancellationToken cancellation) => ForReadingAsync(cancellation);

    public override ValueTask GiveBackAsync(LentConnection lent, bool whole) => lent.DisposeAsync();

    public override ValueTask RestAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
