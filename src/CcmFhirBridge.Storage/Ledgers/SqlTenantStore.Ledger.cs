using System.Data.Common;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Ledgers;
using CcmFhirBridge.Storage.Serving;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>The billing ledger: the current row of each entry, and every change of it for ever.</summary>
public abstract partial class SqlTenantStore
{
    private const string FromEhr = "ehr";

    private const string SelectEntries = """
        SELECT tenant AS Tenant, person AS Person, month AS Month, family AS Family, code AS Code, revision AS Revision, patient AS Patient,
               identifier AS Identifier, revision_identifier AS RevisionIdentifier, state AS State, body AS Body, body_hash AS BodyHash,
               units AS Units, charge_cents AS ChargeCents, fence AS Fence, attempts AS Attempts, sent_at AS SentAt, sent_by AS SentBy,
               ehr_reference AS EhrReference, reason AS Reason, member_key AS MemberKey, filed_through AS FiledThrough
        FROM ledger_entry WHERE tenant = @Tenant
        """;

    private sealed class EventRow
    {
        public long At { get; init; }

        public string Identifier { get; init; } = "";

        public string? FromState { get; init; }

        public string ToState { get; init; } = "";

        public string? Reason { get; init; }

        public LedgerEvent Event => new(
            Instant(At), Identifier, FromState is null ? null : Words.Parse<LedgerState>(FromState), Words.Parse<LedgerState>(ToState), Reason);
    }

    private sealed class HistoryRow
    {
        public string Identifier { get; init; } = "";

        public string State { get; init; } = "";

        public string? Last { get; init; }
    }

    public Task<long> PersonAsync(string patient, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindPersonAsync(session, patient) is { } known)
                return known;
            var (type, id) = Alias(patient);

            var person = await session.ScalarAsync<long>(
                "INSERT INTO person (tenant, source, created_at) VALUES (@Tenant, @source, @at) RETURNING person",
                new { Tenant, source = FromEhr, at = Time.GetUtcNow().UtcTicks });
            await session.ExecuteAsync(
                "INSERT INTO person_alias (tenant, source, type, id, person) VALUES (@Tenant, @source, @type, @id, @person)",
                new { Tenant, source = FromEhr, type, id, person });
            return person;
        },
        cancellation);

    public Task<long?> FindPersonAsync(string patient, CancellationToken cancellation) =>
        ReadAsync(session => FindPersonAsync(session, patient), cancellation);

    public Task PlanAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        AddAsync(fence, entries, static entry => entry.State is LedgerState.Planned or LedgerState.Held, cancellation);

    public Task AdoptAsync(long fence, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        AddAsync(fence, entries, static entry => entry is { State: LedgerState.Confirmed, EhrReference: not null }, cancellation);

    public Task MoveAsync(long fence, LedgerEntry entry, LedgerState to, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await CheckFenceAsync(session, fence);
            await MoveAsync(session, fence, entry, to);
            CrashPoint.Reach(CrashPoint.MoveWritten);
        },
        cancellation);

    public Task<IReadOnlyList<LedgerEntry>> SlotAsync(ClaimSlot slot, CancellationToken cancellation) => EntriesAsync(
        " AND person = @Person AND month = @month AND family = @Family ORDER BY revision, code",
        new { Tenant, slot.Person, month = slot.Month.ToString(), slot.Family }, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> MonthAsync(ServiceMonth month, CancellationToken cancellation) => EntriesAsync(
        " AND month = @month ORDER BY identifier, code, revision", new { Tenant, month = month.ToString() }, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> OutstandingAsync(CancellationToken cancellation) => EntriesAsync(
        """
         AND state IN ('planned', 'sending', 'in-doubt')
        ORDER BY CASE state WHEN 'sending' THEN 0 WHEN 'in-doubt' THEN 1 ELSE 2 END, month, identifier, code, revision
        """,
        new { Tenant }, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> UnsettledAsync(CancellationToken cancellation) => EntriesAsync(
        """
         AND state IN ('held', 'planned', 'sending', 'in-doubt', 'quarantined', 'rejected') ORDER BY month, identifier, code, revision
        """,
        new { Tenant }, cancellation);

    public Task<IReadOnlyList<LedgerEntry>> RevisionsAsync(string identifier, CancellationToken cancellation) => EntriesAsync(
        " AND (revision_identifier = @identifier OR identifier = @identifier) ORDER BY revision", new { Tenant, identifier }, cancellation);

    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string revisionIdentifier, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<LedgerEvent>>(
            async session => (await session.QueryAsync<EventRow>(
                    """
                    SELECT at AS At, revision_identifier AS Identifier, from_state AS FromState, to_state AS ToState, reason AS Reason
                    FROM ledger_event WHERE tenant = @Tenant AND revision_identifier = @revisionIdentifier ORDER BY seq
                    """,
                    new { Tenant, revisionIdentifier }))
                .ConvertAll(row => row.Event),
            cancellation);

    public Task<IReadOnlyList<string>> BrokenHistoriesAsync(ServiceMonth month, CancellationToken cancellation) => ReadAsync<IReadOnlyList<string>>(
        async session => (await session.QueryAsync<HistoryRow>(
                """
                SELECT e.revision_identifier AS Identifier, e.state AS State,
                  (SELECT v.to_state FROM ledger_event v WHERE v.tenant = e.tenant AND v.revision_identifier = e.revision_identifier ORDER BY v.seq DESC LIMIT 1) AS Last
                FROM ledger_entry e WHERE e.tenant = @Tenant AND e.month = @month ORDER BY e.revision_identifier
                """,
                new { Tenant, month = month.ToString() }))
            .Where(row => row.Last != row.State)
            .Select(row => $"{row.Identifier} stands as {row.State}, and its history ends with {row.Last ?? "nothing"}.").ToList(),
        cancellation);

    private Task<IReadOnlyList<LedgerEntry>> EntriesAsync(string where, object arguments, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<LedgerEntry>>(
            async session => (await session.QueryAsync<EntryRow>(SelectEntries + where, arguments)).ConvertAll(row => row.ToEntry()), cancellation);

    private async Task<long?> FindPersonAsync(Session session, string patient)
    {
        var (type, id) = Alias(patient);
        return await session.ScalarAsync<long?>(
            "SELECT person FROM person_alias WHERE tenant = @Tenant AND source = @source AND type = @type AND id = @id",
            new { Tenant, source = FromEhr, type, id });
    }

    private static (string Type, string Id) Alias(string patient) => patient.Split('/', 2) is [var type, var id]
        ? (type, id)
        : throw new ArgumentException("A patient is written as Patient/id.", nameof(patient));

    private async Task MoveAsync(Session session, long fence, LedgerEntry entry, LedgerState to)
    {
        var row = EntryRow.Of(entry, fence);
        var stored = await FindEntryAsync(session, row)
            ?? throw new LedgerIntegrityException($"{entry.RevisionIdentifier} was never planned.");
        if (stored.BodyHash != row.BodyHash)
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier} was planned with another body.");
        var from = Words.Parse<LedgerState>(stored.State);
        if (!LedgerMoves.Allows(from, to, wasSent: stored.SentAt is not null))
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier} is {stored.State} and cannot become {Words.Of(to)}.");
        var at = Time.GetUtcNow();
        await UpdateAsync(session, fence, row, Words.Of(to), at.UtcTicks);
        await RecordAsync(session, stored.After(row, Words.Of(to)), stored.State, at);
    }

    private Task AddAsync(long fence, IReadOnlyList<LedgerEntry> entries, Func<LedgerEntry, bool> mayBegin, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await CheckFenceAsync(session, fence);
            foreach (var entry in entries)
                await AddAsync(session, fence, entry, mayBegin);
        },
        cancellation);

    private async Task AddAsync(Session session, long fence, LedgerEntry entry, Func<LedgerEntry, bool> mayBegin)
    {
        if (!mayBegin(entry))
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier} cannot begin as {Words.Of(entry.State)}.");
        if (entry.Slot.Tenant != Tenant)
            throw new LedgerIntegrityException($"{entry.RevisionIdentifier} belongs to another tenant.");
        var row = EntryRow.Of(entry, fence);
        if (await FindEntryAsync(session, row) is { } stored)
        {
            if (stored.BodyHash != row.BodyHash)
                throw new LedgerIntegrityException($"{entry.RevisionIdentifier} is already there with another body. Nothing was planned.");
            return;
        }

        var at = Time.GetUtcNow();
        try
        {
            await session.ExecuteAsync(
                """
                INSERT INTO ledger_entry (tenant, person, month, family, code, revision, patient, identifier, revision_identifier, state, body,
                  body_hash, units, charge_cents, fence, attempts, sent_at, sent_by, ehr_reference, reason, member_key, filed_through,
                  version, changed_at, subject, created_at, occurs_from, occurs_end)
                VALUES (@Tenant, @Person, @Month, @Family, @Code, @Revision, @Patient, @Identifier, @RevisionIdentifier, @State, @Body,
                  @BodyHash, @Units, @ChargeCents, @Fence, @Attempts, @SentAt, @SentBy, @EhrReference, @Reason, @MemberKey, @FiledThrough,
                  1, @at, @Subject, @CreatedAt, @First, @End)
                """,
                Joined(row, BodyFields.Of(entry.Body, entry.Patient, entry.Slot.Month, at.UtcTicks), new { at = at.UtcTicks }));
        }
        catch (DbException error) when (Dialect.IsUniqueViolation(error))
        {
            throw new LedgerIntegrityException(
                $"{entry.RevisionIdentifier} would be a second claim of its patient-month or of its member's month, or carries an identifier that is taken. Nothing was planned.");
        }

        await RecordAsync(session, row, null, at);
        CrashPoint.Reach(CrashPoint.EntryWritten);
    }

    private async Task UpdateAsync(Session session, long fence, EntryRow row, string state, long at)
    {
        try
        {
            await session.ExecuteAsync(
                """
                UPDATE ledger_entry SET state = @state, fence = @fence, attempts = @Attempts, sent_at = @SentAt, sent_by = @SentBy, ehr_reference = @EhrReference,
                  reason = @Reason, member_key = @MemberKey, version = version + 1, changed_at = @at
                WHERE tenant = @Tenant AND revision_identifier = @RevisionIdentifier
                """,
                new { state, fence, at, row.Attempts, row.SentAt, row.SentBy, row.EhrReference, row.Reason, row.MemberKey, Tenant, row.RevisionIdentifier });
        }
        catch (DbException error) when (Dialect.IsUniqueViolation(error))
        {
            throw new LedgerIntegrityException(
                $"{row.RevisionIdentifier} cannot become {state}: another chart of its member has a claim of the month. Nothing was changed.");
        }
    }

    private Task<EntryRow?> FindEntryAsync(Session session, EntryRow row) => session.FirstAsync<EntryRow>(
        SelectEntries + " AND revision_identifier = @RevisionIdentifier", new { Tenant, row.RevisionIdentifier });

    private async Task RecordAsync(Session session, EntryRow entry, string? from, DateTimeOffset at)
    {
        var hash = entry.Digest;
        var seq = await session.ScalarAsync<long>(
            """
            INSERT INTO ledger_event (tenant, at, revision_identifier, from_state, to_state, fence, reason, entry_hash)
            VALUES (@Tenant, @at, @RevisionIdentifier, @from, @State, @Fence, @Reason, @hash) RETURNING seq
            """,
            new { Tenant, at = at.UtcTicks, entry.RevisionIdentifier, from, entry.State, entry.Fence, entry.Reason, hash });
        session.Tell(AuditedTable.LedgerEvent.Vouch(
            Told.Of(entry, from, at), seq, at.UtcTicks, entry.RevisionIdentifier, from, entry.State, entry.Fence, entry.Reason, hash));
    }

    private static DynamicParameters Joined(params ReadOnlySpan<object> parts)
    {
        var joined = new DynamicParameters();
        foreach (var part in parts)
            joined.AddDynamicParams(part);
        return joined;
    }
}
