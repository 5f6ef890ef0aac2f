using System.Data.Common;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Dialects;

namespace CcmFhirBridge.Storage;

/// <summary>
/// All that is stored for one tenant, in SQL that SQLite and PostgreSQL share. One writer at a time, readers apart; a write is
/// committed before its method returns.
/// </summary>
public abstract partial class SqlTenantStore : IResourceStore, IAssessmentStore, IMonthStore, IBillingLedger, ITenantFigures, IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private readonly DbConnection _writer;

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

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        _prepared.Clear();
        await _writer.DisposeAsync();
        await CloseAsync();
        _writing.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<DbConnection> OpenReaderAsync(CancellationToken cancellation);

    private protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    private async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await using var connection = await OpenReaderAsync(cancellation);
            return await work(new Session(connection, null, null));
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
