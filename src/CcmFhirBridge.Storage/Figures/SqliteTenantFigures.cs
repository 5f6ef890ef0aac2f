using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Storage.Dialects;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Figures;

/// <summary>
/// The figures of a SQLite file that is only looked at: whether or not a service has it open, nothing in it is made, changed or brought
/// forward.
/// </summary>
public sealed class SqliteTenantFigures(string path, string tenant, TimeProvider time) : ITenantFigures
{
    /// <inheritdoc/>
    /// <exception cref="StoreException">There is no such file, or it cannot be read; the message says what to do.</exception>
    public async Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new StoreException(StoreFailure.CannotOpen, $"{path} does not exist: nothing was read for '{tenant}' yet. Run 'ccm-bridge sync --tenant {tenant}', or start the service.");
        var address = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 };
        try
        {
            await using var connection = new SqliteConnection(address.ToString());
            await connection.OpenAsync(cancellation);
            var session = new Session(connection, connection, null, null);
            await CheckAsync(session);
            return await FiguresQuery.ReadAsync(session, tenant, month, time.GetUtcNow(), new KeptOutcomes());
        }
        catch (SqliteException error)
        {
            throw new SqliteDialect().Translate(error, path) ?? new StoreException(StoreFailure.Schema, $"{path} cannot be read as a store of this version. Run 'ccm-bridge sync --tenant {tenant}' once, which brings it forward.", error);
        }
    }

    private async Task CheckAsync(Session session)
    {
        var owner = await session.ScalarAsync<string>("SELECT tenant FROM setting WHERE name = 'tenant'");
        if (owner is not null && owner != tenant)
            throw new StoreException(StoreFailure.WrongTenant, $"{path} belongs to tenant '{owner}', not to '{tenant}'. Give '{tenant}' a file of its own.");
    }
}
