using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Connections;

/// <summary>
/// A connection to SQLite that keeps what was compiled of each statement until it is told to forget it: to compile costs more than to run most of
/// them. PostgreSQL's driver does the same by itself. For commands only: what concerns the connection is asked of the connection.
/// </summary>
internal sealed class KeptStatements(SqliteConnection connection) : DbConnection
{
    // Statements are texts of ours; only lists of values and searches make many of one.
    private const int Most = 256;

    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    /// <summary>Statements that are kept and not in use.</summary>
    public int Count => _idle.Count;

    [AllowNull]
    public override string ConnectionString
    {
        get => connection.ConnectionString;
        set => throw OfTheConnection();
    }

    public override string Database => connection.Database;

    public override string DataSource => connection.DataSource;

    public override string ServerVersion => connection.ServerVersion;

    public override ConnectionState State => connection.State;

    /// <summary>A statement with what was compiled of it, for one use at a time; whoever takes it gives it back or disposes of it.</summary>
    public SqliteCommand Take(string text)
    {
        if (_idle.Remove(text, out var kept))
            return kept;
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    /// <summary>Keeps a statement for the next one who needs it.</summary>
    public void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (_idle.Count >= Most)
            Forget();
        if (!_idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    /// <summary>Lets go of everything that was compiled and is not in use.</summary>
    public void Forget()
    {
        foreach (var command in _idle.Values)
            command.Dispose();
        _idle.Clear();
    }

    public override void ChangeDatabase(string databaseName) => throw OfTheConnection();

    public override void Open() => throw OfTheConnection();

    public override void Close() => throw OfTheConnection();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw OfTheConnection();

    protected override DbCommand CreateDbCommand() => new KeptCommand(this);

    private static NotSupportedException OfTheConnection() => new("This is done by the connection itself.");
}
