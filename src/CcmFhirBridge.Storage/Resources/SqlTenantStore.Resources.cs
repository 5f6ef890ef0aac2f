using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Resources: the raw log, what is newest, and the facts derived from it.</summary>
public abstract partial class SqlTenantStore
{
    private const int ReprojectedAtOnce = 200;

    // No read of the EHR can see what was logged here.
    private const string FromEhrOnly = $" AND (type <> 'Encounter' OR id NOT LIKE '{SourceReference.LoggedPrefix}%')";

    private sealed class UnreadableRow
    {
        public string Type { get; init; } = "";

        public string Id { get; init; } = "";

        public string Code { get; init; } = "";

        public string Path { get; init; } = "";

        public string Message { get; init; } = "";
    }

    private sealed class UnseenRow
    {
        public string? Patient { get; init; }

        public long Known { get; init; }

        public long Unseen { get; init; }
    }

    public Task<string?> MappingVersionAsync(CancellationToken cancellation) =>
        ReadAsync(session => session.SettingAsync(Tenant, Settings.MappingVersion), cancellation);

    public Task ReprojectAsync(IResourceMapping mapping, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var writer = WriterOf(session);
            var (type, id) = ("", "");
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = await session.QueryAsync<ResourceRow>(
                    """
                    SELECT r.type AS Type, r.id AS Id, r.version AS Version, r.last_updated AS LastUpdated, r.content_hash AS ContentHash,
                           r.patient AS Patient, r.disposition AS Disposition, r.seq AS Seq, r.seen_read AS SeenRead, v.body AS Body
                    FROM resource r JOIN raw_version v ON v.seq = r.seq
                    WHERE r.tenant = @Tenant AND (r.type > @type OR (r.type = @type AND r.id > @id))
                    ORDER BY r.type, r.id LIMIT @limit
                    """,
                    new { Tenant, type, id, limit = ReprojectedAtOnce });
                if (rows.Count == 0)
                    break;
                await writer.ReprojectAsync(rows.ConvertAll(row => (row, StorableText.Of(mapping.Project(RawBody.Unpack(row.Body!))))));
                (type, id) = (rows[^1].Type, rows[^1].Id);
            }

            await writer.FlushAsync();
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Mapping, Action = "reproject", Subject = mapping.Version });
            await session.SetAsync(Tenant, Settings.MappingVersion, mapping.Version);
            CrashPoint.Reach(CrashPoint.ReprojectionWritten);
        },
        cancellation);

    public Task<SyncCursor> CursorAsync(string resourceType, CancellationToken cancellation) => ReadAsync(
        async session =>
        {
            var ticks = await session.ScalarAsync<long?>(
                "SELECT last_updated FROM cursor WHERE tenant = @Tenant AND type = @resourceType", new { Tenant, resourceType });
            return new SyncCursor(resourceType, Instant(ticks));
        },
        cancellation);

    public Task<AvoidedForms?> AvoidedFormsAsync(string resourceType, CancellationToken cancellation) => ReadAsync(
        async session => await session.SettingAsync(Tenant, Settings.AvoidedForms + resourceType) is { } kept ? Kept<AvoidedForms>(kept, "which forms of reading it avoids") : null,
        cancellation);

    public Task KeepAvoidedFormsAsync(string resourceType, AvoidedForms forms, CancellationToken cancellation) => WriteAsync(
        session => session.SetAsync(Tenant, Settings.AvoidedForms + resourceType, JsonSerializer.Serialize(forms)), cancellation);

    public Task<DateTimeOffset?> LastWholeReadAsync(string resourceType, CancellationToken cancellation) => ReadAsync<DateTimeOffset?>(
        async session => await session.SettingAsync(Tenant, Settings.WholeRead + resourceType) is { } kept ? Parse(kept) : null, cancellation);

    public Task RecordWholeReadAsync(string resourceType, DateTimeOffset startedAt, CancellationToken cancellation) =>
        WriteAsync(
            session =>
            {
                session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "whole", Subject = resourceType }.With("started", Told.Text(startedAt)));
                return session.SetAsync(Tenant, Settings.WholeRead + resourceType, Text(startedAt));
            },
            cancellation);

    public Task<long> BeginReadAsync(string resourceType, CancellationToken cancellation) =>
        WriteAsync(session => session.NextAsync(Tenant, Counters.Read), cancellation);

    /// <summary>
    /// Pages are stored by a thread of the pool, so that whoever reads the EHR goes on meanwhile; by the caller's otherwise, so that everything happens in
    /// the same order each time.
    /// </summary>
    public bool StoresAside { get; set; }

    public Task<IReadOnlyList<StoredPage>> StorePagesAsync(IReadOnlyList<PageToStore> pages, CancellationToken cancellation) =>
        StoresAside ? Task.Run(() => StoreAsync(pages, cancellation), CancellationToken.None) : StoreAsync(pages, cancellation);

    private Task<IReadOnlyList<StoredPage>> StoreAsync(IReadOnlyList<PageToStore> pages, CancellationToken cancellation) => WriteAsync<IReadOnlyList<StoredPage>>(
        async session =>
        {
            var stored = new List<StoredPage>(pages.Count);
            foreach (var page in pages)
                stored.Add(await StoreAsync(session, page, cancellation));
            return stored;
        },
        cancellation);

    public Task<IReadOnlyList<string>> UnseenIdsAsync(string resourceType, long read, CancellationToken cancellation) => ReadAsync<IReadOnlyList<string>>(
        async session => await session.QueryAsync<string>(
            "SELECT id FROM resource WHERE tenant = @Tenant AND type = @resourceType AND seen_read < @read" + FromEhrOnly + " ORDER BY id",
            new { Tenant, resourceType, read }),
        cancellation);

    public Task<UnseenResources> CountUnseenAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation) => ReadAsync(
        async session =>
        {
            var counted = await session.QueryAsync<UnseenRow>(
                "SELECT patient AS Patient, COUNT(*) AS Known, SUM(CASE WHEN seen_read < @read THEN 1 ELSE 0 END) AS Unseen FROM resource "
                + "WHERE tenant = @Tenant AND type = @resourceType" + FromEhrOnly + " GROUP BY patient",
                new { Tenant, resourceType, read });
            var meant = counted.Where(row => patients.Contains(row.Patient)).ToList();
            return new UnseenResources((int)meant.Sum(row => row.Known), (int)meant.Sum(row => row.Unseen));
        },
        cancellation);

    public Task<int> SweepAsync(string resourceType, long read, PatientScope patients, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var unseen = await session.QueryAsync<ResourceRow>(
                """
                SELECT type AS Type, id AS Id, version AS Version, last_updated AS LastUpdated, content_hash AS ContentHash,
                       patient AS Patient, disposition AS Disposition
                FROM resource WHERE tenant = @Tenant AND type = @resourceType AND seen_read < @read
                """ + FromEhrOnly + " ORDER BY id",
                new { Tenant, resourceType, read });
            var gone = unseen.FindAll(row => patients.Contains(row.Patient));
            var writer = WriterOf(session);
            await writer.DeleteAsync(gone);
            await writer.FlushAsync();
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "sweep", Subject = resourceType }
                .About(writer.Touched).With("read", read).With("deleted", gone.Count));
            CrashPoint.Reach(CrashPoint.SweepWritten);
            return gone.Count;
        },
        cancellation);

    public Task<int?> ListedAsync(CancellationToken cancellation) => ReadAsync(
        async session => int.TryParse(await session.SettingAsync(Tenant, Settings.Listed), NumberStyles.None, CultureInfo.InvariantCulture, out var listed) ? listed : (int?)null, cancellation);

    public Task RecordListedAsync(int? patients, CancellationToken cancellation) => WriteAsync(
        session =>
        {
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "listed" }.With("patients", patients?.ToString(CultureInfo.InvariantCulture)));
            return session.SetAsync(Tenant, Settings.Listed, patients?.ToString(CultureInfo.InvariantCulture) ?? "");
        },
        cancellation);

    public Task<ImmutableArray<string>> UnreadTypesAsync(CancellationToken cancellation) => ReadAsync(session => UnreadTypesAsync(session, Tenant), cancellation);

    internal static async Task<ImmutableArray<string>> UnreadTypesAsync(Session session, string tenant) =>
        [.. (await session.SettingAsync(tenant, Settings.SyncUnread) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    public Task RecordSyncAsync(SyncMark sync, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "sync" }
                .With("incomplete", sync.IncompleteTypes).With("unread", sync.UnreadTypes.IsEmpty ? null : string.Join(' ', sync.UnreadTypes)));
            await session.SetAsync(Tenant, Settings.SyncEnded, Text(sync.EndedAt));
            await session.SetAsync(Tenant, Settings.SyncIncomplete, sync.IncompleteTypes.ToString(CultureInfo.InvariantCulture));
            if (sync.IsFull)
                await session.SetAsync(Tenant, Settings.FullSyncIncomplete, sync.IncompleteTypes.ToString(CultureInfo.InvariantCulture));
            await session.SetAsync(Tenant, Settings.SyncFallen, sync.FallenForms.ToString(CultureInfo.InvariantCulture));
            await session.SetAsync(Tenant, Settings.SyncUnread, string.Join(' ', sync.UnreadTypes));
            if (sync.BroughtEncounters)
                await session.SetAsync(Tenant, Settings.EncountersArrived, Text(sync.EndedAt));
        },
        cancellation);

    public Task RecordCompleteReadAsync(CompleteRead read, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Read, Action = "complete" }.With("started", Told.Text(read.StartedAt)));
            await session.SetAsync(Tenant, Settings.ReadStarted, Text(read.StartedAt));
            await session.SetAsync(Tenant, Settings.ReadEnded, Text(read.EndedAt));
        },
        cancellation);

    public Task<CompleteRead?> LastCompleteReadAsync(CancellationToken cancellation) => ReadAsync(
        async session =>
        {
            var started = await session.SettingAsync(Tenant, Settings.ReadStarted);
            var ended = await session.SettingAsync(Tenant, Settings.ReadEnded);
            return started is null || ended is null ? null : new CompleteRead(Parse(started), Parse(ended));
        },
        cancellation);

    public Task<DateOnly> ServicesSinceAsync(DateOnly proposed, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var kept = await session.SettingAsync(Tenant, Settings.ServicesSince);
            if (kept is not null && KeptDay(kept) is var day && day <= proposed)
                return day;
            await session.SetAsync(Tenant, Settings.ServicesSince, proposed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return proposed;
        },
        cancellation);

    public Task<DateOnly?> ServicesSinceAsync(CancellationToken cancellation) => ReadAsync<DateOnly?>(
        async session => await session.SettingAsync(Tenant, Settings.ServicesSince) is { } kept ? KeptDay(kept) : null, cancellation);

    private static DateOnly KeptDay(string kept) => DateOnly.ParseExact(kept, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Task<IReadOnlyList<string>> PatientsAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<string>>(
        async session => await session.QueryAsync<string>(
            "SELECT patient FROM patient_facts WHERE tenant = @Tenant AND known = 1 ORDER BY patient", new { Tenant }),
        cancellation);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FactsOfAsync(string patient, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(
            async session =>
            {
                var blob = await session.Prepared(
                    "SELECT facts FROM patient_facts WHERE tenant = @tenant AND patient = @patient",
                    ("@tenant", Tenant), ("@patient", patient)).ExecuteScalarAsync(cancellation) as byte[];
                return new FactBlob(blob ?? []).Facts.ToList();
            },
            cancellation);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> DirectoryFactsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReadOnlyMemory<byte>>>(
            async session => (await session.QueryAsync<byte[]>(
                    "SELECT facts FROM directory_facts WHERE tenant = @Tenant ORDER BY resource", new { Tenant }))
                .ConvertAll(facts => new ReadOnlyMemory<byte>(facts)),
            cancellation);

    public Task<IReadOnlyList<StaffInterval>> StaffIntervalsAsync(
        IReadOnlyCollection<string> persons, string exceptPatient, Interval span, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StaffInterval>>(
            async session =>
            {
                var found = new List<StaffInterval>();
                foreach (var person in persons.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    await AddStaffIntervalsAsync(found, session.Prepared(
                        StaffIntervalSql.OfPerson,
                        ("@tenant", Tenant), ("@person", person), ("@earliest", StaffIntervalSql.EarliestStart(span.Start.UtcTicks)), ("@start", span.Start.UtcTicks), ("@end", span.End.UtcTicks), ("@patient", exceptPatient)), cancellation);
                }

                return found;
            },
            cancellation);

    public Task<IReadOnlyList<StaffInterval>> StaffIntervalsOfAsync(string patient, Interval span, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<StaffInterval>>(
            async session =>
            {
                var found = new List<StaffInterval>();
                await AddStaffIntervalsAsync(found, session.Prepared(
                    StaffIntervalSql.OfPatient,
                    ("@tenant", Tenant), ("@patient", patient), ("@start", span.Start.UtcTicks), ("@end", span.End.UtcTicks)), cancellation);
                return found;
            },
            cancellation);

    public Task<IReadOnlyList<RecordGap>> UnreadableAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<RecordGap>>(
        async session => (await session.QueryAsync<UnreadableRow>(
                "SELECT type AS Type, id AS Id, code AS Code, path AS Path, message AS Message FROM unreadable WHERE tenant = @Tenant ORDER BY type, id",
                new { Tenant }))
            .ConvertAll(row => new RecordGap(
                row.Code, row.Id.StartsWith('#') ? null : new SourceReference(row.Type, row.Id), row.Path, row.Message)),
        cancellation);

    public Task<ReadOnlyMemory<byte>?> RawAsync(string type, string id, string? version, CancellationToken cancellation) =>
        ReadAsync<ReadOnlyMemory<byte>?>(
            async session =>
            {
                var body = version is null
                    ? await session.ScalarAsync<byte[]>(
                        """
                        SELECT v.body FROM resource r JOIN raw_version v ON v.seq = r.seq
                        WHERE r.tenant = @Tenant AND r.type = @type AND r.id = @id
                        """,
                        new { Tenant, type, id })
                    : await session.ScalarAsync<byte[]>(
                        """
                        SELECT body FROM raw_version WHERE tenant = @Tenant AND type = @type AND id = @id AND version = @version AND deleted = 0
                        ORDER BY seq DESC LIMIT 1
                        """,
                        new { Tenant, type, id, version });
                return body is null ? (ReadOnlyMemory<byte>?)null : RawBody.Unpack(body);
            },
            cancellation);

    private static async Task AddStaffIntervalsAsync(List<StaffInterval> found, DbCommand select, CancellationToken cancellation)
    {
        await using var row = await select.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add(new StaffInterval(row.GetString(0), new Interval(Instant(row.GetInt64(1)), Instant(row.GetInt64(2))), row.GetString(3), row.GetString(4)));
    }

    private async Task<StoredPage> StoreAsync(Session session, PageToStore page, CancellationToken cancellation)
    {
        var writer = WriterOf(session);
        var stored = await writer.StoreAsync(page.Resources, page.Read, PageWriter.FromEhr, cancellation);
        await writer.FlushAsync();
        if (page.Resources.Count > 0)
            session.Tell(Told.Of(page, stored, Time.GetUtcNow()).About(writer.Touched));
        CrashPoint.Reach(CrashPoint.PageWritten);
        if (page.Cursor is null)
            return stored;
        await AdvanceAsync(session, page.Cursor);
        CrashPoint.Reach(CrashPoint.CursorWritten);
        return stored;
    }

    // A cursor goes back only when it is told to: a page that arrives late must not make the next read start later than it should, nor earlier.
    private async Task AdvanceAsync(Session session, SyncCursor cursor) => await session.ExecuteAsync(
        """
        INSERT INTO cursor (tenant, type, last_updated) VALUES (@Tenant, @ResourceType, @ticks)
        ON CONFLICT (tenant, type) DO UPDATE SET last_updated = excluded.last_updated
        """ + (cursor.GoesBack ? "" : " WHERE cursor.last_updated IS NULL OR cursor.last_updated < excluded.last_updated"),
        new { Tenant, cursor.ResourceType, ticks = cursor.LastUpdated?.UtcTicks });

    private PageWriter WriterOf(Session session)
    {
        var tables = TablesOf(session);
        return new PageWriter(tables, new DerivedFacts(tables, session, Tenant), Time.GetUtcNow());
    }

    private T Kept<T>(string json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json)!;
        }
        catch (JsonException wrong)
        {
            throw new StoreException(StoreFailure.Corrupt, $"{Place} keeps {what} in a form that cannot be read. Restore a backup, or run the version that wrote it.", wrong);
        }
    }

    private static string Text(DateTimeOffset instant) => instant.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Parse(string ticks) => Instant(long.Parse(ticks, CultureInfo.InvariantCulture));
}
