using CcmFhirBridge.Configuration.Databases;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Storage.Figures;

namespace CcmFhirBridge.Tenants;

/// <summary>
/// Where the tenants of a home are stored: each in a SQLite file under <c>data/</c>, or all in the PostgreSQL database that
/// <c>database.yaml</c> names. A tenant that was begun in one is never begun a second time in the other: it would have two ledgers.
/// </summary>
internal sealed class HomeStores : IAsyncDisposable
{
    private readonly BridgeHome _home;
    private readonly TimeProvider _time;
    private readonly PostgresDatabase? _postgres;

    private HomeStores(BridgeHome home, TimeProvider time, PostgresDatabase? postgres) => (_home, _time, _postgres) = (home, time, postgres);

    /// <summary>
    /// Where whoever keeps a tenant's lock file works. That lock proves an earlier holder of the lease gone: everywhere for a SQLite file,
    /// which lies beside it; on this machine and in this home only for a database that others can reach too.
    /// </summary>
    public string Place => _postgres is null ? SqliteTenantStore.HolderPlace : $"{Environment.MachineName}/{HomeId.Of(_home)}";

    /// <summary>Whether other machines can work on them too.</summary>
    public bool AreShared => _postgres is not null;

    /// <summary>The stores of a home; nothing is opened yet.</summary>
    /// <exception cref="Configuration.ConfigurationException"><c>database.yaml</c> cannot be used.</exception>
    /// <exception cref="StoreException">What it refers to is no connection string.</exception>
    public static HomeStores Of(BridgeHome home, TimeProvider time) =>
        new(home, time, DatabaseFile.Load(home.DatabaseFile) is { } connection ? new PostgresDatabase(connection.Reveal(), time) : null);

    public async Task<SqlTenantStore> OpenAsync(Tenant tenant, CancellationToken cancellation)
    {
        _home.Create();
        var slug = tenant.Slug;
        if (_postgres is null)
        {
            RefuseMoved(File.Exists(_home.StoredElsewhere(slug)), $"tenant '{slug}' is stored in PostgreSQL and {_home.DatabaseFile} is gone. Put it back");
            RefuseLost(slug);
            var opened = SqliteTenantStore.Open(_home.Database(slug), slug, _time, TenantIdentity.Of(tenant));
            return await MarkedAsync(opened, _home.StoredHere(slug), _home.Database(slug));
        }

        RefuseMoved(File.Exists(_home.Database(slug)), $"tenant '{slug}' is stored in {_home.Database(slug)}, and {_home.DatabaseFile} names {_postgres.Place}. Remove {_home.DatabaseFile}");
        var store = await _postgres.OpenAsync(slug, TenantIdentity.Of(tenant), cancellation);
        return await MarkedAsync(store, _home.StoredElsewhere(slug), _postgres.Place);
    }

    /// <summary>The figures of a tenant that is only looked at; null where nothing of it was ever stored by this home.</summary>
    public ITenantFigures? FiguresOf(string slug) => _postgres is null
        ? File.Exists(_home.Database(slug)) || File.Exists(_home.StoredHere(slug)) ? LookAt(slug) : null
        : File.Exists(_home.StoredElsewhere(slug)) ? LookAt(slug) : null;

    /// <summary>The figures of a tenant that is only looked at; asking them fails where there are none.</summary>
    public ITenantFigures LookAt(string slug) => _postgres is null ? new SqliteTenantFigures(_home.Database(slug), slug, _time) : _postgres.FiguresOf(slug);

    public ValueTask DisposeAsync() => _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<SqlTenantStore> MarkedAsync(SqlTenantStore opened, string mark, string place)
    {
        try
        {
            if (!File.Exists(mark))
                PrivateFile.Write(mark, place + "\n");
            opened.StoresAside = true;
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    // A file begun anew knows nothing of what was billed. SQLite would make one without a word where the old one is gone or was emptied.
    private void RefuseLost(string slug)
    {
        var path = _home.Database(slug);
        if (!File.Exists(_home.StoredHere(slug)) || HasContent(path) || HasContent(path + "-wal"))
            return;
        throw new StoreException(StoreFailure.Lost,
            $"{path} is gone or empty, and with it what tenant '{slug}' has billed. Restore the last backup. If there is none, remove {_home.StoredHere(slug)}, keep the service stopped, and run 'ccm-bridge sync', then 'ccm-bridge reconcile --adopt' for every month billed, before anything is closed or released.");
    }

    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    private static void RefuseMoved(bool moved, string why)
    {
        if (moved)
            throw new StoreException(StoreFailure.WrongIdentity, $"{why}, or make a new tenant with another slug and a firstMonth that was not billed: two ledgers of one practice would bill twice.");
    }
}
