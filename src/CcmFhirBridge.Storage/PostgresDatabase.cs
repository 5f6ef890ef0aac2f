using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Storage.Connections;
using CcmFhirBridge.Storage.Dialects;
using CcmFhirBridge.Storage.Figures;
using CcmFhirBridge.Storage.Migrations;
using Dapper;
using Npgsql;

namespace CcmFhirBridge.Storage;

/// <summary>
/// A PostgreSQL database with the stores of many tenants, tenant first in every key. Several processes may work on it, each tenant under
/// its lease. One pool of connections serves all tenants of the process.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    // Whoever was stopped in the middle of a change must not hold up its successor; whoever waits for its turn must come back and say so.
    private const string SessionSettings = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=20s";

    private static readonly string[] s_mustBeOn = ["fsync", "full_page_writes"];

    private readonly PostgresDialect _dialect = new();
    private readonly SemaphoreSlim _bringingForward = new(1, 1);
    private readonly NpgsqlDataSource _pool;
    private readonly TimeProvider _time;
    private readonly bool _usesServerClock;
    private bool _broughtForward;

    /// <summary>Describes the database; nothing is opened yet.</summary>
    /// <param name="connectionString">As Npgsql reads it: host, port, database, user, password.</param>
    /// <param name="time">The clock of everything but the leases, which run by that of the server.</param>
    /// <exception cref="StoreException">It is no connection string.</exception>
    public PostgresDatabase(string connectionString, TimeProvider time)
        : this(connectionString, time, usesServerClock: true)
    {
    }

    internal PostgresDatabase(string connectionString, TimeProvider time, bool usesServerClock)
    {
        var settings = Parse(connectionString);
        Place = $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database}";
        _pool = NpgsqlDataSource.Create(settings);
        _time = time;
        _usesServerClock = usesServerClock;
    }

    /// <summary>Address of the database for messages, without user and password.</summary>
    public string Place { get; }

    /// <summary>Opens the tenant's store; the first one of the process brings the tables forward.</summary>
    /// <param name="tenant">Slug of the tenant.</param>
    /// <param name="identity">What the tenant file states now: refused when the store was begun with another one. Null: not asked.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="StoreException">It cannot be used; the message says what to do.</exception>
    public async Task<PostgresTenantStore> OpenAsync(string tenant, TenantIdentity? identity, CancellationToken cancellation)
    {
        try
        {
            await BringForwardAsync(cancellation);
            await using var connection = await _pool.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            TenantClaim.Tenant(connection, tenant, transaction);
            if (identity is not null)
                TenantClaim.Identity(connection, $"tenant '{tenant}' in {Place}", tenant, identity, transaction);
            await transaction.CommitAsync(CancellationToken.None);
            return new PostgresTenantStore(tenant, Place, new PostgresConnections(_pool), _dialect, _time, _usesServerClock);
        }
        catch (NpgsqlException error) when (_dialect.Translate(error, Place) is not null)
        {
            throw _dialect.Translate(error, Place)!;
        }
    }

    /// <summary>The tenant's figures, only looked at: nothing is made, changed or brought forward.</summary>
    public PostgresTenantFigures FiguresOf(string tenant) => new(_pool, _dialect, Place, tenant, _time);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _bringingForward.Dispose();
    }

    private async Task BringForwardAsync(CancellationToken cancellation)
    {
        await _bringingForward.WaitAsync(cancellation);
        try
        {
            if (_broughtForward)
                return;
            await using var connection = await _pool.OpenConnectionAsync(cancellation);
            RequireDurable(connection);
            Migrator.Migrate(connection, _dialect, Schema.Migrations, _time.GetUtcNow());
            _broughtForward = true;
        }
        finally
        {
            _bringingForward.Release();
        }
    }

    private void RequireDurable(NpgsqlConnection connection)
    {
        foreach (var setting in s_mustBeOn)
        {
            if (Show(connection, setting) != "on")
                throw new StoreException(StoreFailure.Settings, $"{Place}: {setting} is off, so a power cut can lose bills that were sent. Turn it on in postgresql.conf.");
        }

        if (Show(connection, "synchronous_commit") == "off")
            throw new StoreException(StoreFailure.Settings, $"{Place}: synchronous_commit is off, so a power cut can lose bills that were sent. Turn it on for the server, the database or the account.");
        if (Show(connection, "server_encoding") is var encoding and not "UTF8")
            throw new StoreException(StoreFailure.Settings, $"{Place} is encoded in {encoding}, which cannot hold every name. Make the database with ENCODING 'UTF8'.");
    }

    private static string? Show(NpgsqlConnection connection, string setting) => connection.ExecuteScalar<string>("SELECT current_setting(@setting)", new { setting });

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false, PersistSecurityInfo = false };
            if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
                throw new StoreException(StoreFailure.CannotOpen, "The connection string of PostgreSQL names no host or no database. Write it as 'Host=db.example;Database=ccm;Username=ccm;Password=…'.");
            settings.Options = $"{settings.Options} {SessionSettings}".TrimStart();
            settings.ApplicationName ??= "ccm-bridge";
            if (!settings.ContainsKey("Max Auto Prepare"))
                settings.MaxAutoPrepare = 100;
            // Nothing of a session outlives its transaction but the stages of pages, which are meant to.
            if (!settings.ContainsKey("No Reset On Close"))
                settings.NoResetOnClose = true;
            if (!settings.ContainsKey("Keepalive"))
                settings.KeepAlive = 15;
            return settings;
        }
        // What it says of a wrong value may show the value, and that may be the password.
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            throw new StoreException(StoreFailure.CannotOpen, "The connection string of PostgreSQL cannot be read. Write it as 'Host=db.example;Database=ccm;Username=ccm;Password=…'.");
        }
    }
}
