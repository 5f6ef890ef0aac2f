using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Time that was logged here: append-only, one row an entry, and its Encounter among the resources.</summary>
public abstract partial class SqlTenantStore
{
    private const string SelectLogged = """
        SELECT id AS Id, identifier_system AS IdentifierSystem, identifier_value AS IdentifierValue, content_hash AS ContentHash,
               recorded_at AS RecordedAt, client AS Client
        FROM logged_time WHERE tenant = @Tenant
        """;

    private sealed class LoggedRow
    {
        public string Id { get; init; } = "";

        public string? IdentifierSystem { get; init; }

        public string? IdentifierValue { get; init; }

        public string ContentHash { get; init; } = "";

        public long RecordedAt { get; init; }

        public string Client { get; init; } = "";

        public LoggedTime Entry => new()
        {
            Id = Id,
            IdentifierSystem = IdentifierSystem,
            IdentifierValue = IdentifierValue,
            ContentHash = ContentHash,
            RecordedAt = Instant(RecordedAt),
            Client = Client,
        };
    }

    public Task<LoggedTime?> FindLoggedAsync(string identifierSystem, string identifierValue, CancellationToken cancellation) =>
        ReadAsync(session => FindLoggedAsync(session, identifierSystem, identifierValue), cancellation);

    public Task<(LoggedTime Entry, bool IsNew)> LogAsync(
        LoggedTime entry, ReadOnlyMemory<byte> encounter, IResourceMapping mapping, RepeatableCall? call, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FirstResultAsync(session, call) is { } first)
                return ((await FindLoggedAsync(session, first))!, false);
            if ((await FindLoggedAsync(session, entry.IdentifierSystem, entry.IdentifierValue) ?? await FindLoggedAsync(session, entry.Id)) is { } known)
            {
                // A call that is refused for what was logged before leaves its key free.
                if (known.ContentHash == entry.ContentHash)
                    await KeepResultAsync(session, call, known.Id);
                return (known, false);
            }

            await session.ExecuteAsync(
                """
                INSERT INTO logged_time (tenant, id, identifier_system, identifier_value, content_hash, recorded_at, client)
                VALUES (@Tenant, @Id, @IdentifierSystem, @IdentifierValue, @ContentHash, @at, @Client)
                """,
                new { Tenant, entry.Id, entry.IdentifierSystem, entry.IdentifierValue, entry.ContentHash, at = entry.RecordedAt.UtcTicks, entry.Client });
            await KeepResultAsync(session, call, entry.Id);
            // Whoever was merged meanwhile is read as the one who is left.
            var projected = new AliasedMapping(mapping, await AliasesAsync(session)).Project(encounter);
            session.Tell(new AuditRecord { At = entry.RecordedAt, Kind = AuditKinds.Time, Action = "log", Agent = entry.Client, Subject = "Encounter/" + entry.Id }
                .About(projected.Patient is { } patient ? [patient] : []).With("body", entry.ContentHash));
            var writer = WriterOf(session);
            await writer.StoreAsync([new ResourceToStore(encounter, projected)], read: 0, PageWriter.LoggedHere, cancellation);
            await writer.FlushAsync();
            return (entry, true);
        },
        cancellation);

    public Task<string?> VoidAsync(VoidedTime taken, ReadOnlyMemory<byte> encounter, IResourceMapping mapping, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindLoggedAsync(session, taken.Id) is null)
                return null;
            var projected = new AliasedMapping(mapping, await AliasesAsync(session)).Project(encounter);
            var writer = WriterOf(session);
            var stored = await writer.StoreAsync([new ResourceToStore(encounter, projected)], read: 0, PageWriter.LoggedHere, cancellation);
            await writer.FlushAsync();
            if (stored.Changed > 0)
            {
                session.Tell(new AuditRecord { At = taken.At, Kind = AuditKinds.Time, Action = "void", Agent = taken.Client, Subject = "Encounter/" + taken.Id }
                    .About(projected.Patient is { } patient ? [patient] : []).With("reason", taken.Reason));
            }

            return projected.Patient;
        },
        cancellation);

    private async Task<LoggedTime?> FindLoggedAsync(Session session, string id) =>
        (await session.FirstAsync<LoggedRow>(SelectLogged + " AND id = @id", new { Tenant, id }))?.Entry;

    private async Task<LoggedTime?> FindLoggedAsync(Session session, string? system, string? value) => value is null ? null : (await session.FirstAsync<LoggedRow>(
        SelectLogged + " AND identifier_system = @system AND identifier_value = @value", new { Tenant, system, value }))?.Entry;
}
