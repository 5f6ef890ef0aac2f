using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Pipeline;
using Dapper;
using Npgsql;

namespace CcmFhirBridge.Storage.Dialects;

/// <summary>PostgreSQL, all tenants in the same tables; texts sort by their bytes, as they do in SQLite.</summary>
internal sealed class PostgresDialect : Dialect
{
    // A process stood still in the middle of a change, and the server gave it up.
    private const string IdleInTransaction = "25P03";

    // A connection may begin by writing down what it knows of the catalog, and of older servers a full disk has no code of its own there.
    private const string WritesItsCache = "write_item";

    // Where the server opens, extends and creates its files: what it is not allowed there has nothing to do with the account.
    private static readonly FrozenSet<string> s_sourcesOfFiles = FrozenSet.Create(StringComparer.Ordinal, "md.c", "fd.c", "slru.c", "copydir.c");

    private static readonly long s_migrating = LockOf("migrations");

    public override string Expand(string sql) => sql
        .Replace(" TEXT", " TEXT COLLATE \"C\"")
        .Replace("{blob}", "BYTEA")
        .Replace("{autoincrement}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
        .Replace("{clustered}", "");

    public override string AppendOnly(string table) => $"""
        CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;
        CREATE TRIGGER {table}_no_edit BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();
        """;

    // Whoever comes while another one makes an index over a large table waits for it, however long that takes.
    public override void TakeTurnToMigrate(DbTransaction transaction)
    {
        transaction.Connection!.Execute("SET LOCAL lock_timeout = 0", transaction: transaction);
        transaction.Connection!.Execute("SELECT pg_advisory_xact_lock(@s_migrating)", new { s_migrating }, transaction, Migrations.Migrator.Patience);
    }

    public override Task TakeTurnAsync(Session session, string tenant) =>
        session.ExecuteAsync("SELECT pg_advisory_xact_lock(@turn)", new { turn = LockOf("tenant/" + tenant) });

    public override StoreException? Translate(DbException error, string place) => error switch
    {
        PostgresException and ({ SqlState: PostgresErrorCodes.DiskFull } or { SqlState: PostgresErrorCodes.InternalError, Routine: WritesItsCache }) => new(StoreFailure.Full,
            $"{place} cannot grow: the disk of the PostgreSQL server is full. Free space there, and start the server again if it has ended; nothing that was committed is lost.", error),
        PostgresException { InvariantSeverity: "PANIC" } => new(StoreFailure.Unreachable,
            $"{place} broke down ({error.Message}). Look at the log and the disks of the PostgreSQL server, and start it again if it has ended; what was not committed is done again.", error),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => new(StoreFailure.ReadOnly,
            $"{place} takes no writes. Name the primary in the connection string, not a standby.", error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege, File: { } source } when s_sourcesOfFiles.Contains(source) => new(StoreFailure.ReadOnly,
            $"{place} may not write its own files ({error.Message}). Remount the disk of the PostgreSQL server writable, or give the files back to its user; nothing that was committed is lost.", error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new(StoreFailure.ReadOnly,
            $"{place} refuses this account what it needs ({error.Message}). Make the account the owner of the database, or of the schema in its search path.", error),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.QueryCanceled } => new(StoreFailure.Busy,
            $"{place} is being written by another process for the same tenant. Nothing was changed; it is tried again.", error),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded } => new(StoreFailure.Busy,
            $"{place} has no connection left. Raise max_connections, or lower 'Maximum Pool Size' in the connection string.", error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName } => new(StoreFailure.CannotOpen,
            $"{place} cannot be opened ({error.Message}). Check user, password and database in the connection string.", error),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.IoError } => new(StoreFailure.Corrupt,
            $"{place} is damaged ({error.Message}). Nothing was changed: look at the server's log and restore the last backup.", error),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } => new(StoreFailure.Schema,
            $"{place} has not the tables of this version. Run 'ccm-bridge sync' once, which brings them forward.", error),
        PostgresException { InvariantSeverity: "FATAL", IsTransient: false, SqlState: not IdleInTransaction } => new(StoreFailure.Unreachable,
            $"{place} ended the connection ({error.Message}). Look at the log of the PostgreSQL server; what was not committed is done again.", error),
        PostgresException { IsTransient: false, SqlState: not IdleInTransaction } => null,
        NpgsqlException => new(StoreFailure.Unreachable,
            $"{place} does not answer or closed the connection. Check that the PostgreSQL server runs and can be reached from here; what was not committed is done again.", error),
        _ => null,
    };

    public override string Through(string index) => "";

    public override bool IsUniqueViolation(DbException error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    // Two names with one number would only wait for each other.
    private static long LockOf(string name) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes("ccm-fhir-bridge/" + name)));
}
