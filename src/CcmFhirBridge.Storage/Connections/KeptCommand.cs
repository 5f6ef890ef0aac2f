using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Connections;

/// <summary>A command that is run by a kept statement of the same text, and gives it back when it is disposed of.</summary>
internal sealed class KeptCommand(KeptStatements statements) : DbCommand
{
    private readonly SqliteCommand _asked = new();
    private SqliteCommand? _taken;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout
    {
        get => _asked.CommandTimeout;
        set => _asked.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => _asked.CommandType;
        set => _asked.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => statements;
        set => throw new NotSupportedException("A command stays with its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => _asked.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => Run(static command => command.ExecuteNonQuery());

    public override object? ExecuteScalar() => Run(static command => command.ExecuteScalar());

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Run(command => command.ExecuteReader(behavior));

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_taken is not null)
                statements.GiveBack(_taken);
            _taken = null;
            _asked.Dispose();
        }

        base.Dispose(disposing);
    }

    private TResult Run<TResult>(Func<SqliteCommand, TResult> execute)
    {
        if (_taken is not null)
            throw new InvalidOperationException("A command is run once.");
        var command = statements.Take(CommandText);
        try
        {
            command.CommandTimeout = CommandTimeout;
            command.Transaction = (SqliteTransaction?)DbTransaction;
            foreach (SqliteParameter parameter in _asked.Parameters)
            {
                // As it stands in the statement: else it is looked for with each mark that SQLite knows.
                if (parameter.ParameterName is [not '@', ..] name)
                    parameter.ParameterName = "@" + name;
                command.Parameters.Add(parameter);
            }

            var result = execute(command);
            _taken = command;
            return result;
        }
        catch
        {
            // Nobody knows in what state it was left.
            command.Dispose();
            throw;
        }
    }
}
