using System.Data.Common;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Probing;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Storage.Connections;
using CcmFhirBridge.Storage.Dialects;
using CcmFhirBridge.Storage.Resources;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>
/// All that is stored for one tenant, in SQL that SQLite and PostgreSQL share. One writer at a time, readers apart; a write is
/// committed before its method returns. Once the tenant's lease was taken through it, and until that is given back, every write is refused
/// (<see cref="StaleFenceException"/>) as soon as somebody else has taken the tenant over.
/// </summary>
public abstract partial class SqlTenantStore : IResourceStore, IAssessmentStore, IMonthStore, ICorrectionStore, IBillingLedger, ILeaseStore, IEhrMeasurementStore, IComparisonStore, IClaimAnswerStore, ILoggedTimeStore, ICallStore, ITenantFigures,
    IAuditTrail, IAuditedRecords, IAccessStore, IServedStore, IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly StoreConnections _connections;

    static SqlTenantStore() => SqlMapper.ConnectionStringComparer = new SharedSchema();

    private protected SqlTenantStore(string tenant, string place, StoreConnections connections, Dialect dialect, TimeProvider time)
    {
        Tenant = tenant;
        Place = place;
        Dialect = dialect;
        Time = time;
        _connections = connections;
    }

    /// <summary>Slug of the tenant.</summary>
    public string Tenant { get; }

    /// <summary>File or address of the database, for messages.</summary>
    public string Place { get; }

    private protected Dialect Dialect { get; }

    private protected TimeProvider Time { get; }

    /// <summary>Gives back the memory that only work needs; the next read or write takes it again.</summary>
    public async Task RestAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            await _connections.RestAsync();
        }
        catch (DbException error) when (Dialect.Translate(error, Place) is not null)
        {
            throw Dialect.Translate(error, Place)!;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        await _connections.DisposeAsync();
        _writing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The clock that leases run by: one for all processes that work on the database.</summary>
    private protected virtual Task<DateTimeOffset> LeaseTimeAsync(Session session) => Task.FromResult(Time.GetUtcNow());

    /// <summary>How pages are read from and written to the tables of this database.</summary>
    private protected abstract PageTables TablesOf(Session session);

    private async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await LendAsync(await _connections.ForReadingAsync(cancellation), lent => work(lent.Session(transaction: null)));
        }
        catch (DbException error) when (Dialect.Translate(error, Place) is not null)
        {
            throw Dialect.Translate(error, Place)!;
        }
    }

    private Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation) => CommitAsync(
        async session =>
        {
            if (LeaseFence is { } fence)
                await CheckFenceAsync(session, fence);
            return await work(session);
        },
        cancellation);

    private async Task<T> CommitAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return await LendAsync(
                await _connections.ForWritingAsync(cancellation),
                async lent =>
                {
                    await using var transaction = await lent.Connection.BeginTransactionAsync(cancellation);
                    var session = lent.Session(transaction);
                    await Dialect.TakeTurnAsync(session, Tenant);
                    var result = await work(session);
                    if (session.Told.Count > 0)
                        await ChainAsync(session);
                    await transaction.CommitAsync(CancellationToken.None);
                    return result;
                });
        }
        catch (DbException error) when (Dialect.Translate(error, Place) is not null)
        {
            throw Dialect.Translate(error, Place)!;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<T> LendAsync<T>(LentConnection lent, Func<LentConnection, Task<T>> work)
    {
        var whole = false;
        try
        {
            var result = await work(lent);
            whole = true;
            return result;
        }
        finally
        {
            await _connections.GiveBackAsync(lent, whole);
        }
    }

    private Task WriteAsync(Func<Session, Task> work, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellation);

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? Instant(long? ticks) => ticks is { } known ? Instant(known) : null;
}
