using System.Security.Cryptography;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Ledgers;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Later revisions of bills that have left, and what is taken back for them.</summary>
public abstract partial class SqlTenantStore
{
    private const string SelectTakeBacks = """
        SELECT revision_identifier AS RevisionIdentifier, person AS Person, month AS Month, family AS Family, code AS Code, body AS Body, body_hash AS BodyHash,
               state AS State, fence AS Fence, attempts AS Attempts, sent_at AS SentAt, reason AS Reason
        FROM take_back WHERE tenant = @Tenant
        """;

    private sealed class TakeBackRow
    {
        public string RevisionIdentifier { get; init; } = "";

        public long Person { get; init; }

        public string Month { get; init; } = "";

        public string Family { get; init; } = "";

        public string Code { get; init; } = "";

        public byte[] Body { get; init; } = [];

        public string BodyHash { get; init; } = "";

        public string State { get; init; } = "";

        public long Attempts { get; init; }

        public long? SentAt { get; init; }

        public string? Reason { get; init; }

        public long Fence { get; init; }

        /// <summary>Hash over everything that it is but its body, which has a hash of its own.</summary>
        public string Digest => AuditedTable.DigestOf([RevisionIdentifier, Person, Month, Family, Code, BodyHash, State, Fence, Attempts, SentAt, Reason]);

        public TakeBackRow After(TakeBack moved, string state, long fence) => new()
        {
            RevisionIdentifier = RevisionIdentifier,
            Person = Person,
            Month = Month,
            Family = Family,
            Code = Code,
            Body = Body,
            BodyHash = BodyHash,
            State = state,
            Fence = fence,
            Attempts = moved.Attempts,
            SentAt = moved.SentAt?.UtcTicks,
            Reason = moved.Reason,
        };

        public TakeBack TakeBack(string tenant) => new()
        {
            RevisionIdentifier = RevisionIdentifier,
            Slot = new ClaimSlot(tenant, Person, ServiceMonth.Parse(Month), Family),
            Code = Code.Length == 0 ? null : Code,
            Body = RawBody.Unpack(Body),
            BodyHash = BodyHash,
            State = Words.Parse<LedgerState>(State),
            Attempts = (int)Attempts,
            SentAt = Instant(SentAt),
            Reason = Reason,
        };
    }

    public Task ReviseAsync(long fence, BillRevision revision, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await CheckFenceAsync(session, fence);
            var takenBack = revision.TakeBacks.Select(back => back.RevisionIdentifier).ToHashSet(StringComparer.Ordinal);
            foreach (var entry in revision.Old)
            {
                var isAbsent = entry is { State: LedgerState.Planned or LedgerState.Held, EhrReference: null };
                if (takenBack.Contains(entry.RevisionIdentifier) ? entry.State != LedgerState.Confirmed : !isAbsent)
                    throw new LedgerIntegrityException($"{entry.RevisionIdentifier} is {Words.Of(entry.State)}: what the EHR has and is taken back makes room for a later revision, and what it does not have.");
                if (entry.State == LedgerState.Planned)
                    await MoveAsync(session, fence, entry, LedgerState.Held);
                await MoveAsync(session, fence, entry, LedgerState.Corrected);
            }

            foreach (var takeBack in revision.TakeBacks)
                await AddAsync(session, fence, takeBack);
            foreach (var entry in revision.New)
                await AddAsync(session, fence, entry, static entry => entry.State == LedgerState.Planned);
        },
        cancellation);

    public Task MoveAsync(long fence, TakeBack takeBack, LedgerState to, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await CheckFenceAsync(session, fence);
            CheckBody(takeBack);
            var stored = await session.FirstAsync<TakeBackRow>(SelectTakeBacks + " AND revision_identifier = @RevisionIdentifier", new { Tenant, takeBack.RevisionIdentifier })
                ?? throw new LedgerIntegrityException($"{takeBack.RevisionIdentifier} was never to be taken back.");
            if (stored.BodyHash != takeBack.BodyHash)
                throw new LedgerIntegrityException($"{takeBack.RevisionIdentifier} was to be taken back with another body.");
            if (to == LedgerState.Rejected || !LedgerMoves.Allows(Words.Parse<LedgerState>(stored.State), to, wasSent: true))
                throw new LedgerIntegrityException($"The taking back of {takeBack.RevisionIdentifier} is {stored.State} and cannot become {Words.Of(to)}.");
            await session.ExecuteAsync(
                """
                UPDATE take_back SET state = @state, fence = @fence, attempts = @Attempts, sent_at = @sentAt, reason = @Reason
                WHERE tenant = @Tenant AND revision_identifier = @RevisionIdentifier
                """,
                new { state = Words.Of(to), fence, takeBack.Attempts, sentAt = takeBack.SentAt?.UtcTicks, takeBack.Reason, Tenant, takeBack.RevisionIdentifier });
            await RecordAsync(session, stored.After(takeBack, Words.Of(to), fence), stored.State);
        },
        cancellation);

    public Task<IReadOnlyList<TakeBack>> TakeBacksAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<TakeBack>>(
        async session => (await session.QueryAsync<TakeBackRow>(SelectTakeBacks + " AND state <> 'confirmed' ORDER BY revision_identifier", new { Tenant }))
            .ConvertAll(row => row.TakeBack(Tenant)),
        cancellation);

    private async Task AddAsync(Session session, long fence, TakeBack takeBack)
    {
        if (takeBack.State != LedgerState.Planned || takeBack.Slot.Tenant != Tenant)
            throw new LedgerIntegrityException($"{takeBack.RevisionIdentifier} cannot be taken back: it begins planned, and belongs to its tenant.");
        CheckBody(takeBack);
        var row = new TakeBackRow
        {
            RevisionIdentifier = takeBack.RevisionIdentifier,
            Person = takeBack.Slot.Person,
            Month = takeBack.Slot.Month.ToString(),
            Family = takeBack.Slot.Family,
            Code = takeBack.Code ?? "",
            Body = RawBody.Pack(takeBack.Body.Span),
            BodyHash = takeBack.BodyHash,
            State = Words.Of(takeBack.State),
            Fence = fence,
            Reason = takeBack.Reason,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO take_back (tenant, revision_identifier, person, month, family, code, body, body_hash, state, fence, attempts, sent_at, reason)
            VALUES (@Tenant, @RevisionIdentifier, @Person, @Month, @Family, @Code, @Body, @BodyHash, @State, @Fence, @Attempts, @SentAt, @Reason)
            """,
            new { Tenant, row.RevisionIdentifier, row.Person, row.Month, row.Family, row.Code, row.Body, row.BodyHash, row.State, row.Fence, row.Attempts, row.SentAt, row.Reason });
        await RecordAsync(session, row, null);
    }

    private static void CheckBody(TakeBack takeBack)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(takeBack.Body.Span)) != takeBack.BodyHash)
            throw new LedgerIntegrityException($"{takeBack.RevisionIdentifier}: the body that takes it back is not the one that its hash names.");
    }

    private async Task RecordAsync(Session session, TakeBackRow row, string? from)
    {
        var (at, hash) = (Time.GetUtcNow(), row.Digest);
        var seq = await session.ScalarAsync<long>(
            """
            INSERT INTO take_back_event (tenant, at, revision_identifier, from_state, to_state, fence, reason, entry_hash)
            VALUES (@Tenant, @at, @RevisionIdentifier, @from, @State, @Fence, @Reason, @hash) RETURNING seq
            """,
            new { Tenant, at = at.UtcTicks, row.RevisionIdentifier, from, row.State, row.Fence, row.Reason, hash });
        var record = new AuditRecord { At = at, Kind = AuditKinds.TakeBack, Action = row.State, Subject = row.RevisionIdentifier }
            .With("from", from).With("fence", row.Fence).With("body", row.BodyHash).With("attempts", row.Attempts).With(AuditDetails.Month, row.Month);
        session.Tell(AuditedTable.TakeBackEvent.Vouch(record, seq, at.UtcTicks, row.RevisionIdentifier, from, row.State, row.Fence, row.Reason, hash));
    }
}
