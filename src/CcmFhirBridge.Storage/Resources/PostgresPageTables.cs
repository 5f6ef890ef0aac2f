using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>
/// A few statements a page, however many rows it has: each statement is a way to the server and back. Versions go into the log by
/// <c>COPY</c>; what may replace something goes by <c>COPY</c> into a stage that the session keeps, and from there in one upsert.
/// </summary>
internal sealed class PostgresPageTables(Session session, string tenant) : PageTables(session, tenant)
{
    private const string ResourceColumns = "tenant, type, id, seq, version, last_updated, content_hash, patient, disposition, seen_read";
    private const string FactsColumns = "tenant, patient, known, changed, facts";
    private const string SpanColumns = "tenant, person, start_at, end_at, entry, patient, is_long";

    private NpgsqlConnection Connection => (NpgsqlConnection)Session.Connection;

    public override async Task<List<ResourceRow>> FindAsync(IReadOnlyCollection<(string Type, string Id)> keys)
    {
        var found = new List<ResourceRow>(keys.Count);
        if (keys.Count == 0)
            return found;
        await using var row = await ReadAsync(
            """
            SELECT r.type, r.id, r.seq, r.version, r.last_updated, r.content_hash, r.patient, r.disposition, r.seen_read
            FROM unnest(@types, @ids) AS k (type, id) JOIN resource r ON r.tenant = @tenant AND r.type = k.type AND r.id = k.id
            """,
            ("@tenant", Tenant), ("@types", keys.Select(key => key.Type).ToArray()), ("@ids", keys.Select(key => key.Id).ToArray()));
        while (await row.ReadAsync())
        {
            found.Add(new ResourceRow
            {
                Type = row.GetString(0),
                Id = row.GetString(1),
                Seq = row.GetInt64(2),
                Version = row.GetValue(3) as string,
                LastUpdated = row.GetValue(4) as long?,
                ContentHash = row.GetString(5),
                Patient = row.GetValue(6) as string,
                Disposition = row.GetInt64(7),
                SeenRead = row.GetInt64(8),
            });
        }

        return found;
    }

    public override async Task AppendAsync(IReadOnlyList<VersionRow> versions, string source, DateTimeOffset at)
    {
        if (versions.Count == 0)
            return;
        await using (var number = await ReadAsync(
            "SELECT nextval(pg_get_serial_sequence('raw_version', 'seq')) FROM generate_series(1, @count)", ("@count", versions.Count)))
        {
            foreach (var version in versions)
            {
                await number.ReadAsync();
                version.Seq = number.GetInt64(0);
            }
        }

        await CopyAsync("raw_version (seq, tenant, source, type, id, version, patient, content_hash, deleted, stored_at, body)", versions, async (copy, version) =>
        {
            await copy.WriteAsync(version.Seq, NpgsqlDbType.Bigint);
            await WriteAsync(copy, Tenant, source, version.Type, version.Id, version.Version, version.Patient, version.ContentHash);
            await WriteAsync(copy, version.Deleted ? 1L : 0L, at.UtcTicks);
            await copy.WriteAsync(version.Body, NpgsqlDbType.Bytea);
        });
    }

    public override Task KeepAsync(IReadOnlyCollection<ResourceRow> rows) => UpsertAsync(
        "resource", ResourceColumns, rows,
        async (copy, row) =>
        {
            await WriteAsync(copy, Tenant, row.Type, row.Id);
            await WriteAsync(copy, row.Seq);
            await WriteAsync(copy, row.Version);
            await WriteAsync(copy, row.LastUpdated);
            await WriteAsync(copy, row.ContentHash, row.Patient);
            await WriteAsync(copy, row.Disposition, row.SeenRead);
        },
        """
        (tenant, type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, last_updated = excluded.last_updated,
          content_hash = excluded.content_hash, patient = excluded.patient, disposition = excluded.disposition, seen_read = excluded.seen_read
        """);

    public override async Task ForgetAsync(IReadOnlyCollection<ResourceRow> rows)
    {
        if (rows.Count > 0)
        {
            await RunAsync(
                "DELETE FROM resource r USING unnest(@types, @ids) AS k (type, id) WHERE r.tenant = @tenant AND r.type = k.type AND r.id = k.id",
                ("@tenant", Tenant), ("@types", rows.Select(row => row.Type).ToArray()), ("@ids", rows.Select(row => row.Id).ToArray()));
        }
    }

    public override async Task<List<(string Patient, byte[] Facts)>> FactsAsync(IReadOnlyCollection<string> patients)
    {
        var found = new List<(string, byte[])>(patients.Count);
        if (patients.Count == 0)
            return found;
        await using var row = await ReadAsync(
            "SELECT patient, facts FROM patient_facts WHERE tenant = @tenant AND patient = ANY(@patients)", ("@tenant", Tenant), ("@patients", patients.ToArray()));
        while (await row.ReadAsync())
            found.Add((row.GetString(0), (byte[])row.GetValue(1)));
        return found;
    }

    public override Task KeepFactsAsync(IReadOnlyCollection<(string Patient, bool Known, byte[] Facts)> rows, long changed) => UpsertAsync(
        "patient_facts", FactsColumns, rows,
        async (copy, row) =>
        {
            await WriteAsync(copy, Tenant, row.Patient);
            await WriteAsync(copy, row.Known ? 1L : 0L, changed);
            await copy.WriteAsync(row.Facts, NpgsqlDbType.Bytea);
        },
        "(tenant, patient) DO UPDATE SET known = excluded.known, changed = excluded.changed, facts = excluded.facts");

    public override async Task MarkDueAsync(IReadOnlyCollection<string> patients, long changed)
    {
        if (patients.Count > 0)
        {
            await RunAsync(
                "UPDATE patient_facts SET changed = @changed WHERE tenant = @tenant AND patient = ANY(@patients)",
                ("@tenant", Tenant), ("@patients", patients.ToArray()), ("@changed", changed));
        }
    }

    public override async Task<List<StaffSpan>> SpansOfAsync(IReadOnlyCollection<string> entries)
    {
        var found = new List<StaffSpan>();
        if (entries.Count == 0)
            return found;
        await using var row = await ReadAsync(
            "SELECT person, start_at, end_at, entry, patient FROM staff_interval WHERE tenant = @tenant AND entry = ANY(@entries)",
            ("@tenant", Tenant), ("@entries", entries.ToArray()));
        while (await row.ReadAsync())
            found.Add(new StaffSpan(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4)));
        return found;
    }

    public override async Task ReplaceSpansAsync(IReadOnlyCollection<StaffSpan> gone, IReadOnlyCollection<StaffSpan> come)
    {
        if (gone.Count > 0)
        {
            await RunAsync(
                """
                DELETE FROM staff_interval s USING unnest(@persons, @starts, @ends, @entries) AS g (person, start_at, end_at, entry)
                WHERE s.tenant = @tenant AND s.person = g.person AND s.start_at = g.start_at AND s.end_at = g.end_at AND s.entry = g.entry
                """,
                ("@tenant", Tenant), ("@persons", gone.Select(span => span.Person).ToArray()), ("@starts", gone.Select(span => span.Start).ToArray()),
                ("@ends", gone.Select(span => span.End).ToArray()), ("@entries", gone.Select(span => span.Entry).ToArray()));
        }

        await UpsertAsync(
            "staff_interval", SpanColumns, come,
            async (copy, span) =>
            {
                await WriteAsync(copy, Tenant, span.Person);
                await WriteAsync(copy, span.Start, span.End);
                await WriteAsync(copy, span.Entry, span.Patient);
                await WriteAsync(copy, span.IsLong ? 1L : 0L);
            },
            "DO NOTHING");
    }

    public override async Task<HashSet<string>> OverlappedAsync(IReadOnlyCollection<StaffSpan> spans)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (spans.Count == 0)
            return found;
        await using var row = await ReadAsync(
            """
            WITH q AS (SELECT * FROM unnest(@earliest, @starts, @ends, @patients) AS q (earliest, starts, ends, patient))
            SELECT s.patient FROM q JOIN staff_interval s ON s.tenant = @tenant AND s.is_long = 0
              AND s.start_at > q.earliest AND s.start_at < q.ends AND s.end_at > q.starts AND s.patient <> q.patient
            UNION
            SELECT s.patient FROM q JOIN staff_interval s ON s.tenant = @tenant AND s.is_long = 1
              AND s.start_at < q.ends AND s.end_at > q.starts AND s.patient <> q.patient
            """,
            ("@tenant", Tenant), ("@earliest", spans.Select(span => StaffIntervalSql.EarliestStart(span.Start)).ToArray()),
            ("@starts", spans.Select(span => span.Start).ToArray()), ("@ends", spans.Select(span => span.End).ToArray()),
            ("@patients", spans.Select(span => span.Patient).ToArray()));
        while (await row.ReadAsync())
            found.Add(row.GetString(0));
        return found;
    }

    private async Task UpsertAsync<T>(
        string table, string columns, IReadOnlyCollection<T> rows, Func<NpgsqlBinaryImporter, T, Task> write, string conflict)
    {
        if (rows.Count == 0)
            return;
        await RunAsync($"CREATE TEMP TABLE IF NOT EXISTS {table}_stage (LIKE {table}) ON COMMIT DELETE ROWS");
        await RunAsync($"TRUNCATE {table}_stage");
        await CopyAsync($"{table}_stage ({columns})", rows, write);
        await RunAsync($"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_stage ON CONFLICT {conflict}");
    }

    private async Task CopyAsync<T>(string into, IEnumerable<T> rows, Func<NpgsqlBinaryImporter, T, Task> write)
    {
        await using var copy = await Connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            await write(copy, row);
        }

        await copy.CompleteAsync();
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, params string?[] texts)
    {
        foreach (var text in texts)
        {
            if (text is null)
                await copy.WriteNullAsync();
            else
                await copy.WriteAsync(text, NpgsqlDbType.Text);
        }
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, params long?[] numbers)
    {
        foreach (var number in numbers)
        {
            if (number is { } known)
                await copy.WriteAsync(known, NpgsqlDbType.Bigint);
            else
                await copy.WriteNullAsync();
        }
    }

    private Task<DbDataReader> ReadAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        Session.Prepared(sql, arguments).ExecuteReaderAsync();

    private Task<int> RunAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        Session.Prepared(sql, arguments).ExecuteNonQueryAsync();
}
