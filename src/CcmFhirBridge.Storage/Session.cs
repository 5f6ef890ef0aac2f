using System.Data.Common;
using CcmFhirBridge.Pipeline.Auditing;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>One piece of work on one connection, inside a transaction when it writes.</summary>
/// <param name="connection">The connection.</param>
/// <param name="statements">Runs statements on it.</param>
/// <param name="transaction">The transaction, when it writes.</param>
/// <param name="prepared">Statements that are filled in by hand.</param>
internal sealed class Session(DbConnection connection, DbConnection statements, DbTransaction? transaction, Dictionary<string, DbCommand>? prepared)
{
    private readonly List<AuditRecord> _told = [];

    public DbConnection Connection => connection;

    public DbTransaction? Transaction => transaction;

    /// <summary>What was told to the trail; written at the end of the transaction.</summary>
    public IReadOnlyList<AuditRecord> Told => _told;

    /// <summary>Tells the trail, in the transaction of what it tells of.</summary>
    public void Tell(AuditRecord record) => _told.Add(record);

    public Task<int> ExecuteAsync(string sql, object? arguments = null) => statements.ExecuteAsync(sql, arguments, transaction);

    public Task<T?> ScalarAsync<T>(string sql, object? arguments = null) => statements.ExecuteScalarAsync<T>(sql, arguments, transaction);

    public async Task<List<T>> QueryAsync<T>(string sql, object? arguments = null) =>
        (await statements.QueryAsync<T>(sql, arguments, transaction)).AsList();

    public Task<T?> FirstAsync<T>(string sql, object? arguments = null)
        where T : class => statements.QueryFirstOrDefaultAsync<T>(sql, arguments, transaction);

    public async Task<DbDataReader> ReaderAsync(string sql, object? arguments = null) => (DbDataReader)await statements.ExecuteReaderAsync(sql, arguments, transaction);

    /// <summary>A statement that is compiled once for the connection: for what runs once a resource.</summary>
    public DbCommand Prepared(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var commands = prepared ?? throw new InvalidOperationException("Statements are kept by connections that stay open only.");
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in arguments)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        command.Transaction = transaction;
        foreach (var (name, value) in arguments)
            command.Parameters[name].Value = value ?? DBNull.Value;
        return command;
    }

    /// <summary>The next number of a counter of the tenant, 1 at first.</summary>
    public async Task<long> NextAsync(string tenant, string counter) => await ScalarAsync<long>(
        """
        INSERT INTO counter (tenant, name, value) VALUES (@tenant, @counter, 1)
        ON CONFLICT (tenant, name) DO UPDATE SET value = counter.value + 1 RETURNING value
        """,
        new { tenant, counter });

    public Task<string?> SettingAsync(string tenant, string name) =>
        ScalarAsync<string>("SELECT value FROM setting WHERE tenant = @tenant AND name = @name", new { tenant, name });

    public Task SetAsync(string tenant, string name, string value) => ExecuteAsync(
        """
        INSERT INTO setting (tenant, name, value) VALUES (@tenant, @name, @value)
        ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value
        """,
        new { tenant, name, value });
}
