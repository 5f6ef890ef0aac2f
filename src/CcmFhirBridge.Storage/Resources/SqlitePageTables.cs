namespace CcmFhirBridge.Storage.Resources;

/// <summary>Row by row with compiled statements: without a way over a network that is the fastest.</summary>
internal sealed class SqlitePageTables(Session session, string tenant) : PageTables(session, tenant)
{
    public override async Task<List<ResourceRow>> FindAsync(IReadOnlyCollection<(string Type, string Id)> keys)
    {
        var found = new List<ResourceRow>(keys.Count);
        foreach (var (type, id) in keys)
        {
            await using var row = await Session.Prepared(
                """
                SELECT seq, version, last_updated, content_hash, patient, disposition, seen_read FROM resource
                WHERE tenant = @tenant AND type = @type AND id = @id
                """,
                ("@tenant", Tenant), ("@type", type), ("@id", id)).ExecuteReaderAsync();
            if (!await row.ReadAsync())
                continue;
            found.Add(new ResourceRow
            {
                Type = type,
                Id = id,
                Seq = row.GetInt64(0),
                Version = row.GetValue(1) as string,
                LastUpdated = row.GetValue(2) as long?,
                ContentHash = row.GetString(3),
                Patient = row.GetValue(4) as string,
                Disposition = row.GetInt64(5),
                SeenRead = row.GetInt64(6),
            });
        }

        return found;
    }

    public override async Task AppendAsync(IReadOnlyList<VersionRow> versions, string source, DateTimeOffset at)
    {
        foreach (var version in versions)
        {
            version.Seq = (long)(await Session.Prepared(
                """
                INSERT INTO raw_version (tenant, source, type, id, version, patient, content_hash, deleted, stored_at, body)
                VALUES (@tenant, @source, @type, @id, @version, @patient, @hash, @deleted, @at, @body) RETURNING seq
                """,
                ("@tenant", Tenant), ("@source", source), ("@type", version.Type), ("@id", version.Id), ("@version", version.Version),
                ("@patient", version.Patient), ("@hash", version.ContentHash), ("@deleted", version.Deleted ? 1L : 0L), ("@at", at.UtcTicks),
                ("@body", version.Body)).ExecuteScalarAsync())!;
        }
    }

    public override async Task KeepAsync(IReadOnlyCollection<ResourceRow> rows)
    {
        foreach (var row in rows)
        {
            await Session.Prepared(
                """
                INSERT INTO resource (tenant, type, id, seq, version, last_updated, content_hash, patient, disposition, seen_read)
                VALUES (@tenant, @type, @id, @seq, @version, @updated, @hash, @patient, @disposition, @read)
                ON CONFLICT (tenant, type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, last_updated = excluded.last_updated,
                  content_hash = excluded.content_hash, patient = excluded.patient, disposition = excluded.disposition, seen_read = excluded.seen_read
                """,
                ("@tenant", Tenant), ("@type", row.Type), ("@id", row.Id), ("@seq", row.Seq), ("@version", row.Version),
                ("@updated", row.LastUpdated), ("@hash", row.ContentHash), ("@patient", row.Patient),
                ("@disposition", row.Disposition), ("@read", row.SeenRead)).ExecuteNonQueryAsync();
        }
    }

    public override async Task ForgetAsync(IReadOnlyCollection<ResourceRow> rows)
    {
        foreach (var row in rows)
        {
            await Session.Prepared(
                "DELETE FROM resource WHERE tenant = @tenant AND type = @type AND id = @id",
                ("@tenant", Tenant), ("@type", row.Type), ("@id", row.Id)).ExecuteNonQueryAsync();
        }
    }

    public override async Task<List<(string Patient, byte[] Facts)>> FactsAsync(IReadOnlyCollection<string> patients)
    {
        var found = new List<(string, byte[])>(patients.Count);
        foreach (var patient in patients)
        {
            if (await Session.Prepared(
                    "SELECT facts FROM patient_facts WHERE tenant = @tenant AND patient = @patient",
                    ("@tenant", Tenant), ("@patient", patient)).ExecuteScalarAsync() is byte[] facts)
            {
                found.Add((patient, facts));
            }
        }

        return found;
    }

    public override async Task KeepFactsAsync(IReadOnlyCollection<(string Patient, bool Known, byte[] Facts)> rows, long changed)
    {
        foreach (var (patient, known, facts) in rows)
        {
            await Session.Prepared(
                """
                INSERT INTO patient_facts (tenant, patient, known, changed, facts) VALUES (@tenant, @patient, @known, @changed, @facts)
                ON CONFLICT (tenant, patient) DO UPDATE SET known = excluded.known, changed = excluded.changed, facts = excluded.facts
                """,
                ("@tenant", Tenant), ("@patient", patient), ("@known", known ? 1L : 0L), ("@changed", changed), ("@facts", facts)).ExecuteNonQueryAsync();
        }
    }

    public override async Task MarkDueAsync(IReadOnlyCollection<string> patients, long changed)
    {
        foreach (var patient in patients)
        {
            await Session.Prepared(
                "UPDATE patient_facts SET changed = @changed WHERE tenant = @tenant AND patient = @patient",
                ("@tenant", Tenant), ("@patient", patient), ("@changed", changed)).ExecuteNonQueryAsync();
        }
    }

    public override async Task<List<StaffSpan>> SpansOfAsync(IReadOnlyCollection<string> entries)
    {
        var found = new List<StaffSpan>();
        foreach (var entry in entries)
        {
            await using var row = await Session.Prepared(StaffIntervalSql.OfEntry, ("@tenant", Tenant), ("@entry", entry)).ExecuteReaderAsync();
            while (await row.ReadAsync())
                found.Add(new StaffSpan(row.GetString(0), row.GetInt64(1), row.GetInt64(2), entry, row.GetString(3)));
        }

        return found;
    }

    public override async Task ReplaceSpansAsync(IReadOnlyCollection<StaffSpan> gone, IReadOnlyCollection<StaffSpan> come)
    {
        foreach (var span in gone)
        {
            await Session.Prepared(
                StaffIntervalSql.Delete,
                ("@tenant", Tenant), ("@person", span.Person), ("@start", span.Start), ("@end", span.End), ("@entry", span.Entry)).ExecuteNonQueryAsync();
        }

        foreach (var span in come)
        {
            await Session.Prepared(
                """
                INSERT INTO staff_interval (tenant, person, start_at, end_at, entry, patient, is_long)
                VALUES (@tenant, @person, @start, @end, @entry, @patient, @long) ON CONFLICT DO NOTHING
                """,
                ("@tenant", Tenant), ("@person", span.Person), ("@start", span.Start), ("@end", span.End), ("@entry", span.Entry),
                ("@patient", span.Patient), ("@long", span.IsLong ? 1L : 0L)).ExecuteNonQueryAsync();
        }
    }

    public override async Task<HashSet<string>> OverlappedAsync(IReadOnlyCollection<StaffSpan> spans)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var span in spans)
        {
            await using var row = await Session.Prepared(
                StaffIntervalSql.Overlapped,
                ("@tenant", Tenant), ("@earliest", StaffIntervalSql.EarliestStart(span.Start)), ("@start", span.Start), ("@end", span.End),
                ("@patient", span.Patient)).ExecuteReaderAsync();
            while (await row.ReadAsync())
                found.Add(row.GetString(0));
        }

        return found;
    }
}
