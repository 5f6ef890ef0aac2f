using System.Security.Cryptography;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Ledgers;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>What stands beside the trail, for whoever compares the two.</summary>
public abstract partial class SqlTenantStore
{
    private const string Entries = "ledger_entry";
    private const string TakenBack = "take_back";

    private sealed class StandingRow
    {
        public string Identifier { get; init; } = "";

        public string? ToState { get; init; }

        public string? EntryHash { get; init; }

        public long? Person { get; init; }
    }

    public IReadOnlyList<string> Tables { get; } = [.. AuditedTable.All.Select(table => table.Name)];

    public IReadOnlyList<string> Standing { get; } = [Entries, TakenBack, AuditedTable.LedgerEvent.Name, AuditedTable.TakeBackEvent.Name];

    public Task<IReadOnlyList<AuditedRecord>> RecordsAsync(string table, long after, int most, CancellationToken cancellation)
    {
        var audited = AuditedTable.All.FirstOrDefault(known => known.Name == table) ?? throw new ArgumentException($"The trail does not vouch for {table}.", nameof(table));
        return ReadAsync<IReadOnlyList<AuditedRecord>>(
            async session =>
            {
                var found = new List<AuditedRecord>();
                await using var row = await session.ReaderAsync(
                    $"SELECT seq, {string.Join(", ", audited.Columns)} FROM {audited.Name} WHERE tenant = @Tenant AND seq > @after ORDER BY seq LIMIT @most",
                    new { Tenant, after, most });
                while (await row.ReadAsync(cancellation))
                {
                    var values = new object[row.FieldCount];
                    row.GetValues(values);
                    found.Add(new AuditedRecord((long)values[0], AuditedTable.DigestOf(values.Skip(1))));
                }

                return found;
            },
            cancellation);
    }

    public Task<StandingPage> StandingAsync(string table, string after, int most, CancellationToken cancellation) => ReadAsync(
        async session => table switch
        {
            Entries => await EntriesAsync(session, after, most),
            TakenBack => await TakenBackAsync(session, after, most),
            _ when Standing.Contains(table) => await GoneAsync(session, table, table == AuditedTable.LedgerEvent.Name ? Entries : TakenBack, after, most),
            _ => throw new ArgumentException($"The trail does not vouch for {table}.", nameof(table)),
        },
        cancellation);

    // Merged charts change an entry's patient, and nothing else does: so that is held against the person.
    private async Task<StandingPage> EntriesAsync(Session session, string after, int most)
    {
        var rows = await session.QueryAsync<EntryRow>(SelectEntries + " AND revision_identifier > @after ORDER BY revision_identifier LIMIT @most", new { Tenant, after, most });
        var said = await SaidAsync(session, Entries, AuditedTable.LedgerEvent.Name, after, rows.Count == 0 ? after : rows[^1].RevisionIdentifier);
        var changed = new List<string>();
        foreach (var row in rows)
        {
            if (!IsAsSaid(said, row.RevisionIdentifier, row.State, row.Digest) || !IsWhole(row.Body, row.BodyHash) || await FindPersonAsync(session, row.Patient) != row.Person)
                changed.Add(row.RevisionIdentifier);
        }

        return new StandingPage(rows.Count == 0 ? null : rows[^1].RevisionIdentifier, rows.Count, changed);
    }

    private async Task<StandingPage> TakenBackAsync(Session session, string after, int most)
    {
        var rows = await session.QueryAsync<TakeBackRow>(SelectTakeBacks + " AND revision_identifier > @after ORDER BY revision_identifier LIMIT @most", new { Tenant, after, most });
        var said = await SaidAsync(session, TakenBack, AuditedTable.TakeBackEvent.Name, after, rows.Count == 0 ? after : rows[^1].RevisionIdentifier);
        return new StandingPage(
            rows.Count == 0 ? null : rows[^1].RevisionIdentifier, rows.Count,
            [.. rows.Where(row => !IsAsSaid(said, row.RevisionIdentifier, row.State, row.Digest) || !IsWhole(row.Body, row.BodyHash)).Select(row => row.RevisionIdentifier)]);
    }

    // Who has a history and no row any more.
    private async Task<StandingPage> GoneAsync(Session session, string events, string entries, string after, int most)
    {
        var rows = await session.QueryAsync<StandingRow>(
            $"""
            SELECT v.revision_identifier AS Identifier, e.person AS Person
            FROM (SELECT DISTINCT revision_identifier FROM {events} WHERE tenant = @Tenant AND revision_identifier > @after ORDER BY revision_identifier LIMIT @most) v
            LEFT JOIN {entries} e ON e.tenant = @Tenant AND e.revision_identifier = v.revision_identifier ORDER BY v.revision_identifier
            """,
            new { Tenant, after, most });
        return new StandingPage(rows.Count == 0 ? null : rows[^1].Identifier, rows.Count, [.. rows.Where(row => row.Person is null).Select(row => row.Identifier)]);
    }

    private async Task<Dictionary<string, StandingRow>> SaidAsync(Session session, string entries, string events, string after, string through) =>
        (await session.QueryAsync<StandingRow>(
            $"""
            SELECT e.revision_identifier AS Identifier, v.to_state AS ToState, v.entry_hash AS EntryHash
            FROM {entries} e JOIN {events} v ON v.seq =
              (SELECT w.seq FROM {events} w WHERE w.tenant = e.tenant AND w.revision_identifier = e.revision_identifier ORDER BY w.seq DESC LIMIT 1)
            WHERE e.tenant = @Tenant AND e.revision_identifier > @after AND e.revision_identifier <= @through
            """,
            new { Tenant, after, through }))
        .ToDictionary(row => row.Identifier, StringComparer.Ordinal);

    // An event from before the trail keeps no hash: of its entry the state only is known.
    private static bool IsAsSaid(Dictionary<string, StandingRow> said, string identifier, string state, string digest) =>
        said.TryGetValue(identifier, out var newest) && newest.ToState == state && (newest.EntryHash is null || newest.EntryHash == digest);

    private static bool IsWhole(byte[] body, string hash)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(RawBody.Unpack(body).Span)) == hash;
        }
        catch (StoreException)
        {
            return false;
        }
    }
}
