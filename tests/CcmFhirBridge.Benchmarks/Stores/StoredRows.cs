using System.Data.Common;

namespace CcmFhirBridge.Benchmarks.Stores;

/// <summary>What a load has left in the tables, in memory: somebody who writes by hand writes the same rows.</summary>
internal sealed class StoredRows
{
    /// <summary>Resources in the order in which they came.</summary>
    public required IReadOnlyList<StoredResource> Resources { get; init; }

    /// <summary>Rows of facts by patient.</summary>
    public required IReadOnlyDictionary<string, object?[]> Facts { get; init; }

    /// <summary>Rows of staff time by entry.</summary>
    public required ILookup<string, object?[]> Time { get; init; }

    public static async Task<StoredRows> ReadAsync(MeasuredStore measured)
    {
        await using var connection = await measured.ConnectAsync();
        var log = await RowsAsync(connection, "SELECT * FROM raw_version ORDER BY seq");
        var newest = (await RowsAsync(connection, "SELECT * FROM resource")).ToDictionary(row => (long)row[3]!);
        var facts = await RowsAsync(connection, "SELECT * FROM patient_facts");
        var time = await RowsAsync(connection, "SELECT * FROM staff_interval");
        return new StoredRows
        {
            Resources = [.. log.Select(row => new StoredResource(row, newest[(long)row[0]!]))],
            Facts = facts.ToDictionary(row => (string)row[1]!),
            Time = time.ToLookup(row => (string)row[4]!),
        };
    }

    private static async Task<List<object?[]>> RowsAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is DBNull ? null : value)]);
        }

        return rows;
    }
}

/// <summary>A resource in the log and as the newest version.</summary>
/// <param name="Log">Its row of <c>raw_version</c>.</param>
/// <param name="Newest">Its row of <c>resource</c>.</param>
internal sealed record StoredResource(object?[] Log, object?[] Newest)
{
    public string Key => $"{Newest[1]}/{Newest[2]}";

    public string? Patient => (string?)Newest[7];
}
