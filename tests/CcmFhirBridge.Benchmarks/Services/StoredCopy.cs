using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// The file of one tenant as that of another one whose EHR holds the same: made by the product, filled row by row with what the service
/// stored. Fifty practices are there after the time that reading one takes.
/// </summary>
internal static class StoredCopy
{
    public static async Task MakeAsync(string stored, Tenant first, string copy, Tenant tenant)
    {
        await SqliteTenantStore.Open(copy, tenant.Slug, TimeProvider.System, TenantIdentity.Of(tenant)).DisposeAsync();
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        await connection.OpenAsync();
        await connection.ExecuteAsync("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; ATTACH @stored AS stored", new { stored });
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in (await connection.QueryAsync<string>("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid", transaction: transaction)).ToList())
        {
            var columns = (await connection.QueryAsync<string>($"SELECT name FROM pragma_table_info('{table}')", transaction: transaction)).ToList();
            if (!columns.Contains("tenant"))
                continue;
            var values = columns.Select(column => column == "tenant" ? "@tenant" : column);
            await connection.ExecuteAsync(
                $"INSERT INTO main.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM stored.{table} {(table == "setting" ? "WHERE name <> 'tenant' AND name NOT LIKE 'identity.%'" : "")}",
                new { tenant = tenant.Slug }, transaction, commandTimeout: 0);
        }

        // Nobody is due because the file of a copy is another one.
        await connection.ExecuteAsync(
            "UPDATE main.setting SET value = replace(value, @first, @revision)", new { first = first.Revision, revision = tenant.Revision }, transaction);

        await transaction.CommitAsync();
        await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
