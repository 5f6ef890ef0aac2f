using System.Data.Common;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Storage.Dialects;

/// <summary>
/// Where SQLite and PostgreSQL differ. Everything else is written once in their common subset: <c>BIGINT</c>, <c>TEXT</c>,
/// <c>ON CONFLICT … DO UPDATE</c>, partial indexes, named parameters with <c>@</c>.
/// </summary>
internal abstract class Dialect
{
    /// <summary>Makes the database refuse updates and deletes of a table.</summary>
    public abstract string AppendOnly(string table);

    /// <summary>A script of the common subset with this dialect's words in the places of <c>{blob}</c>, <c>{autoincrement}</c> and <c>{clustered}</c>.</summary>
    public abstract string Expand(string sql);

    /// <summary>Waits until no other process brings the database forward; in force until the transaction ends.</summary>
    public abstract void TakeTurnToMigrate(DbTransaction transaction);

    /// <summary>Waits until no other process writes for the tenant; in force until the transaction ends.</summary>
    public abstract Task TakeTurnAsync(Session session, string tenant);

    /// <summary>The database's error as ours, or null when it is none that we know.</summary>
    public abstract StoreException? Translate(DbException error, string place);

    /// <summary>Makes a table be read through an index, after its alias; empty where the database knows better by its statistics.</summary>
    public abstract string Through(string index);

    /// <summary>Whether the error says that a unique key is taken.</summary>
    public abstract bool IsUniqueViolation(DbException error);
}
