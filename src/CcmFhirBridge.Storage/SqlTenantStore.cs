using System.Collections.Concurrent;
using System.Data.Common;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Dialects;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>
/// All that is stored for one tenant, in SQL that SQLite and PostgreSQL share. One writer at a time, readers apart; a write is
/// committed before its method returns.
/// </summary>
public abstract partial class SqlTenantStore : IResourceStore, IAssessmentStore, IMonthStore, IBillingLedger, ILeaseStore, ITenantFigures, IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private readonly ConcurrentStack<StoreReader> _readers = new();
    private readonly DbConnection _writer;

    static SqlTenantStore() => SqlMapper.ConnectionStringComparer = new SharedSchema();

    private protected SqlTenantStore(string tenant, string place, DbConnection writer, Dialect dialect, TimeProvider time)
    {
        Tenant = tenant;
        Place = place;
        Dialect = dialect;
        Time = time;
        _writer = writer;
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
        await CloseReadersAsync();
        await _writing.WaitAsync(cancellation);
        try
        {
            await ForgetStatementsAsync();
            Dialect.Rest(_writer);
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
        await ForgetStatementsAsync();
        await _writer.DisposeAsync();
        await CloseReadersAsync();
        _writing.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<DbConnection> OpenReaderAsync(CancellationToken cancellation);

    private async Task ForgetStatementsAsync()
    {
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        _prepared.Clear();
    }

    private async Task CloseReadersAsync()
    {
        while (_readers.TryPop(out var reader))
            await reader.DisposeAsync();
    }

    private async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var reader = _readers.TryPop(out var kept) ? kept : new StoreReader(await OpenReaderAsync(cancellation));
            var whole = false;
            try
            {
                var result = await work(reader.Session);
                whole = true;
                return result;
            }
            finally
            {
                // What failed may be the connection.
                if (whole)
                    _readers.Push(reader);
                else
                    await reader.DisposeAsync();
            }
        }
        catch (DbException error) when (Dialect.Translate(error, Place) is not null)
        {
            throw Dialect.Translate(error, Place)!;
        }
    }

    private async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            await using var transaction = await _writer.BeginTransactionAsync(cancellation);
            var result = await work(new Session(_writer, transaction, _prepared));
            await transaction.CommitAsync(CancellationToken.None);
            return result;
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
