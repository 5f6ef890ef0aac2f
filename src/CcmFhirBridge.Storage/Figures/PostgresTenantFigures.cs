using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Storage.Dialects;
using Npgsql;

namespace CcmFhirBridge.Storage.Figures;

/// <summary>The figures of a tenant in PostgreSQL that is only looked at: nothing is made, changed or brought forward.</summary>
public sealed class PostgresTenantFigures : ITenantFigures
{
    private readonly NpgsqlDataSource _pool;
    private readonly PostgresDialect _dialect;
    private readonly string _place;
    private readonly string _tenant;
    private readonly TimeProvider _time;

    internal PostgresTenantFigures(NpgsqlDataSource pool, PostgresDialect dialect, string place, string tenant, TimeProvider time) =>
        (_pool, _dialect, _place, _tenant, _time) = (pool, dialect, place, tenant, time);

    /// <inheritdoc/>
    /// <exception cref="StoreException">It cannot be read; the message says what to do.</exception>
    public async Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _pool.OpenConnectionAsync(cancellation);
            return await FiguresQuery.ReadAsync(new Session(connection, connection, null, null), _tenant, month, _time.GetUtcNow(), new KeptOutcomes());
        }
        catch (NpgsqlException error) when (_dialect.Translate(error, _place) is not null)
        {
            throw _dialect.Translate(error, _place)!;
        }
    }
}
