using System.Data.Common;
using System.Globalization;
using CcmFhirBridge.Pipeline;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CcmFhirBridge.Storage.Dialects;

/// <summary>SQLite in WAL mode with <c>synchronous=FULL</c>: a commit that returned survives a power cut.</summary>
internal sealed class SqliteDialect : Dialect
{
    private const long Full = 2;

    public override string AppendOnly(string table) => $"""
        CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
        CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
        """;

    public override string Expand(string sql) => sql
        .Replace("{blob}", "BLOB")
        .Replace("{autoincrement}", "INTEGER PRIMARY KEY AUTOINCREMENT")
        .Replace("{clustered}", "WITHOUT ROWID");

    /// <summary>A transaction of SQLite has the whole file to itself.</summary>
    public override void TakeTurnToMigrate(DbTransaction transaction)
    {
    }

    /// <inheritdoc cref="TakeTurnToMigrate"/>
    public override Task TakeTurnAsync(Session session, string tenant) => Task.CompletedTask;

    /// <summary>Settings of a fresh connection, asserted where money depends on them.</summary>
    public void Configure(DbConnection connection, bool writer)
    {
        Run(connection, "PRAGMA busy_timeout=5000");
        Run(connection, "PRAGMA foreign_keys=ON");
        Run(connection, "PRAGMA synchronous=FULL");
        if (writer)
            Run(connection, "PRAGMA journal_mode=WAL");
        else
            Run(connection, "PRAGMA query_only=ON");
        Require(connection, "PRAGMA synchronous", Full.ToString(CultureInfo.InvariantCulture));
        Require(connection, "PRAGMA foreign_keys", "1");
        Require(connection, "PRAGMA journal_mode", "wal");
    }

    /// <summary>Gives back the memory that a connection keeps for the next statement.</summary>
    public static void ShrinkMemory(DbConnection connection) => Run(connection, "PRAGMA shrink_memory");

    public override StoreException? Translate(DbException error, string place) => error is SqliteException sqlite ? Translate(sqlite, place) : null;

    private static StoreException? Translate(SqliteException error, string place) => error.SqliteErrorCode switch
    {
        raw.SQLITE_READONLY or raw.SQLITE_PERM => new(StoreFailure.ReadOnly,
            $"{place} can be read but not written. Give this user write access to the file and its folder.", error),
        raw.SQLITE_IOERR => new(StoreFailure.DiskError,
            $"{place} cannot be read or written: its disk reports an error (SQLite {error.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}). Look at the system's log; the file has to be on a local disk that is sound.", error),
        raw.SQLITE_CANTOPEN => new(StoreFailure.CannotOpen,
            $"{place} cannot be opened or written. Check that its folder exists on a local disk with free space and that this user may write there.", error),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new(StoreFailure.Corrupt,
            $"{place} is damaged or is no database. Nothing was changed: move it aside and restore the last backup.", error),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(StoreFailure.Busy,
            $"{place} is being written by another process. Stop the other process, or wait and try again.", error),
        raw.SQLITE_FULL => new(StoreFailure.Full,
            $"{place} cannot grow: the disk is full. Free space and try again; nothing that was committed is lost.", error),
        _ => null,
    };

    // Without statistics one index looks to it like another.
    public override string Through(string index) => $" INDEXED BY {index}";

    public override bool IsUniqueViolation(DbException error) => error is SqliteException
    {
        SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY,
    };

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Require(DbConnection connection, string pragma, string expected)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        var found = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found != expected)
        {
            throw new StoreException(StoreFailure.Settings,
                $"{connection.DataSource}: {pragma} is '{found}' instead of '{expected}'. Keep the file on a local disk that supports WAL.");
        }
    }
}
