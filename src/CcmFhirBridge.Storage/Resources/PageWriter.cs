using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>Stores resources one by one: the log, the newest version, and what is derived.</summary>
internal sealed class PageWriter(Session session, string tenant, DateTimeOffset now)
{
    private const string Source = "ehr";
    private const string Unnamed = "Unknown";

    private readonly DerivedFacts _derived = new(session, tenant);

    public async Task<StoredPage> StoreAsync(ResourceToStore resource, long read)
    {
        var projected = StorableText.Of(resource.Projected);
        if (projected.Disposition == Disposition.Ignored)
            return new StoredPage(0, 0, 0, 0, 1);
        var type = projected.ResourceType.Length > 0 ? projected.ResourceType : Unnamed;
        // What has no id is known by its content, so that the next read finds it again.
        var id = projected.Source?.Id ?? "#" + projected.ContentHash;
        var before = await FindAsync(type, id);
        var outcome = projected.Disposition == Disposition.Unreadable ? new StoredPage(0, 0, 0, 1, 0)
            : before is null ? new StoredPage(1, 0, 0, 0, 0)
            : new StoredPage(0, 1, 0, 0, 0);
        if (before is not null && (before.IsNewerThan(projected) || IsSame(before, projected)))
        {
            await MarkSeenAsync(before, projected, type, id, read);
            return projected.Disposition == Disposition.Unreadable ? outcome : new StoredPage(0, 0, 1, 0, 0);
        }

        var seq = await AppendAsync(type, id, projected, resource.Json);
        CrashPoint.Reach(CrashPoint.ResourceLogged);
        await KeepNewestAsync(type, id, seq, projected, read);
        await _derived.ReplaceAsync(before, type, id, projected);
        return outcome;
    }

    /// <summary>Forgets a resource that the EHR no longer has; the log keeps its versions and says when it went.</summary>
    public async Task DeleteAsync(ResourceRow row)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO raw_version (tenant, source, type, id, version, patient, content_hash, deleted, stored_at, body)
            VALUES (@tenant, @Source, @Type, @Id, NULL, @Patient, '', 1, @at, @body)
            """,
            new { tenant, Source, row.Type, row.Id, row.Patient, at = now.UtcTicks, body = RawBody.Pack([]) });
        await session.ExecuteAsync("DELETE FROM resource WHERE tenant = @tenant AND type = @Type AND id = @Id", new { tenant, row.Type, row.Id });
        await _derived.ReplaceAsync(row, row.Type, row.Id, null);
    }

    /// <summary>Reads a stored resource anew, by another mapping.</summary>
    public async Task ReprojectAsync(ResourceRow row, ProjectedResource projected)
    {
        await session.Prepared(
            """
            UPDATE resource SET content_hash = @hash, patient = @patient, disposition = @disposition
            WHERE tenant = @tenant AND type = @type AND id = @id
            """,
            ("@tenant", tenant), ("@type", row.Type), ("@id", row.Id), ("@hash", projected.ContentHash), ("@patient", PatientOf(projected)),
            ("@disposition", (long)projected.Disposition)).ExecuteNonQueryAsync();
        await _derived.ReplaceAsync(row, row.Type, row.Id, projected);
    }

    public Task FlushAsync() => _derived.FlushAsync();

    private static bool IsSame(ResourceRow before, ProjectedResource projected) =>
        before.ContentHash == projected.ContentHash && before.Disposition == (long)projected.Disposition;

    private static string? PatientOf(ProjectedResource projected) => projected.Disposition == Disposition.Patient ? projected.Patient : null;

    private async Task<ResourceRow?> FindAsync(string type, string id)
    {
        await using var reader = await session.Prepared(
            """
            SELECT version, last_updated, content_hash, patient, disposition FROM resource
            WHERE tenant = @tenant AND type = @type AND id = @id
            """,
            ("@tenant", tenant), ("@type", type), ("@id", id)).ExecuteReaderAsync();
        if (!await reader.ReadAsync())
            return null;
        return new ResourceRow
        {
            Type = type,
            Id = id,
            Version = reader.GetValue(0) as string,
            LastUpdated = reader.GetValue(1) as long?,
            ContentHash = reader.GetString(2),
            Patient = reader.GetValue(3) as string,
            Disposition = reader.GetInt64(4),
        };
    }

    private async Task MarkSeenAsync(ResourceRow before, ProjectedResource projected, string type, string id, long read)
    {
        // Two reads may run at once: the earlier one must not hide from the later one's sweep what the later one saw.
        var older = before.IsNewerThan(projected);
        await session.Prepared(
            """
            UPDATE resource SET seen_read = CASE WHEN seen_read > @read THEN seen_read ELSE @read END, last_updated = @updated, version = @version
            WHERE tenant = @tenant AND type = @type AND id = @id
            """,
            ("@tenant", tenant), ("@type", type), ("@id", id), ("@read", read),
            ("@updated", older ? before.LastUpdated : projected.LastUpdated?.UtcTicks ?? before.LastUpdated),
            ("@version", older ? before.Version : projected.Source?.Version ?? before.Version)).ExecuteNonQueryAsync();
    }

    private async Task<long> AppendAsync(string type, string id, ProjectedResource projected, ReadOnlyMemory<byte> json) =>
        (long)(await session.Prepared(
            """
            INSERT INTO raw_version (tenant, source, type, id, version, patient, content_hash, deleted, stored_at, body)
            VALUES (@tenant, @source, @type, @id, @version, @patient, @hash, 0, @at, @body) RETURNING seq
            """,
            ("@tenant", tenant), ("@source", Source), ("@type", type), ("@id", id), ("@version", projected.Source?.Version),
            ("@patient", PatientOf(projected)), ("@hash", projected.ContentHash), ("@at", now.UtcTicks),
            ("@body", RawBody.Pack(json.Span))).ExecuteScalarAsync())!;

    private async Task KeepNewestAsync(string type, string id, long seq, ProjectedResource projected, long read) =>
        await session.Prepared(
            """
            INSERT INTO resource (tenant, type, id, seq, version, last_updated, content_hash, patient, disposition, seen_read)
            VALUES (@tenant, @type, @id, @seq, @version, @updated, @hash, @patient, @disposition, @read)
            ON CONFLICT (tenant, type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, last_updated = excluded.last_updated,
              content_hash = excluded.content_hash, patient = excluded.patient, disposition = excluded.disposition,
              seen_read = CASE WHEN resource.seen_read > excluded.seen_read THEN resource.seen_read ELSE excluded.seen_read END
            """,
            ("@tenant", tenant), ("@type", type), ("@id", id), ("@seq", seq), ("@version", projected.Source?.Version),
            ("@updated", projected.LastUpdated?.UtcTicks), ("@hash", projected.ContentHash), ("@patient", PatientOf(projected)),
            ("@disposition", (long)projected.Disposition), ("@read", read)).ExecuteNonQueryAsync();
}
