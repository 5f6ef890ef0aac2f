using System.Data.Common;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Storage.Dialects;

/// <summary>
/// Where SQLite and PostgreSQL differ. Everything else is written once in their common subset: <c>BIGINT</c>, <c>TEXT</c>,
/// <c>ON CONFLICT … DO UPDATE</c>, partial indexes, named parameters with <c>@</c>.
/// </summary>
internal abstract class Dialect
{
    /// <summary>Type of a column of bytes.</summary>
    public abstract string Blob { get; }

    /// <summary>Type of a key that the database counts up itself and never reuses.</summary>
    public abstract string AutoIncrement { get; }

    /// <summary>What follows a table's closing bracket so that its rows lie in the order of the primary key.</summary>
    public abstract string Clustered { get; }

    /// <summary>Makes the database refuse updates and deletes of a table.</summary>
    public abstract string AppendOnly(string table);

    /// <summary>Settings of a fresh connection, asserted where money depends on them.</summary>
    public abstract void Configure(DbConnection connection, bool writer);

    /// <summary>Gives back the memory that a connection keeps for the next statement.</summary>
    public abstract void Rest(DbConnection connection);

    /// <summary>The database's error as ours, or null when it is none that we know.</summary>
    public abstract StoreException? Translate(DbException error, string place);

    /// <summary>Whether the error says that a unique key is taken.</summary>
    public abstract bool IsUniqueViolation(DbException error);

    /// <summary>A script with this dialect's words in the places of <c>{blob}</c>, <c>{autoincrement}</c> and <c>{clustered}</c>.</summary>
    public string Expand(string sql) => sql
        .Replace("{blob}", Blob)
        .Replace("{autoincrement}", AutoIncrement)
        .Replace("{clustered}", Clustered);
}
