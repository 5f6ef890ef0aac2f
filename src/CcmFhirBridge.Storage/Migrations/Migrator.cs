using System.Data.Common;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Storage.Dialects;
using Dapper;

namespace CcmFhirBridge.Storage.Migrations;

/// <summary>Brings a database forward, each step in one transaction; never backward, and never over a step that was edited.</summary>
internal static class Migrator
{
    /// <summary>Seconds that one statement of a step may take.</summary>
    public const int Patience = 3600;

    private sealed class Applied
    {
        public int Number { get; init; }

        public string Checksum { get; init; } = "";
    }

    public static void Migrate(DbConnection connection, Dialect dialect, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction();
        dialect.TakeTurnToMigrate(transaction);
        CrashPoint.Reach(CrashPoint.MigrationBegun);
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
            transaction: transaction);
        var applied = connection.Query<Applied>("SELECT number, checksum FROM migration ORDER BY number", transaction: transaction).ToList();
        Check(connection, migrations, applied);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            connection.Execute(dialect.Expand(migration.Sql), transaction: transaction, commandTimeout: Patience);
            migration.Fill?.Invoke(connection, transaction);
            foreach (var table in migration.AppendOnly)
                connection.Execute(dialect.AppendOnly(table), transaction: transaction);
            connection.Execute(
                "INSERT INTO migration (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @at)",
                new { migration.Number, migration.Name, migration.Checksum, at = now.UtcTicks }, transaction);
            CrashPoint.Reach(CrashPoint.MigrationStepped);
        }

        transaction.Commit();
        CrashPoint.Reach(CrashPoint.MigrationCommitted);
    }

    private static void Check(DbConnection connection, IReadOnlyList<Migration> migrations, List<Applied> applied)
    {
        if (applied.Count > migrations.Count)
        {
            throw new StoreException(StoreFailure.Schema,
                $"{connection.DataSource} was written by a newer version (schema {applied[^1].Number}, this version knows {migrations.Count}). Run that version.");
        }

        foreach (var (was, known) in applied.Zip(migrations))
        {
            if (was.Number != known.Number || was.Checksum != known.Checksum)
            {
                throw new StoreException(StoreFailure.Schema,
                    $"{connection.DataSource}: schema step {known.Number} ({known.Name}) is not the one that this version ships. Restore a backup, or run the version that wrote it.");
            }
        }
    }
}
