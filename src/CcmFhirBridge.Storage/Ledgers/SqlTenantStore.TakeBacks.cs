using System.Security.Cryptography;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Ledgers;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Later revisions of bills that have left, and what is taken back for them.</summary>
public abstract partial class SqlTenantStore
{
    private const string SelectTakeBacks = """
        SELECT revision_identifier AS RevisionIdentifier, person AS Person, month AS Month, family AS Family, code AS Code, body AS Body, body_hash AS BodyHash,
               state AS State, attempts AS Attempts, sent_at AS SentAt, reason AS Reason
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
            foreach (var entry in revision.Old)
            {
                if (entry.State != LedgerState.Confirmed)
                    throw new LedgerIntegrityException($"{entry.RevisionIdentifier} is {Words.Of(entry.State)}: only what the EHR has makes room for a later revision.");
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
            await RecordAsync(session, fence, takeBack, stored.State, Words.Of(to));
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
        await session.ExecuteAsync(
            """
            INSERT INTO take_back (tenant, revision_identifier, person, month, family, code, body, body_hash, state, fence, attempts, sent_at, reason)
            VALUES (@Tenant, @RevisionIdentifier, @Person, @month, @Family, @code, @body, @BodyHash, @state, @fence, 0, NULL, @Reason)
            """,
            new
            {
                Tenant,
                takeBack.RevisionIdentifier,
                takeBack.Slot.Person,
                month = takeBack.Slot.Month.ToString(),
                takeBack.Slot.Family,
                code = takeBack.Code ?? "",
                body = RawBody.Pack(takeBack.Body.Span),
                takeBack.BodyHash,
                state = Words.Of(takeBack.State),
                fence,
                takeBack.Reason,
            });
        await RecordAsync(session, fence, takeBack, null, Words.Of(takeBack.State));
    }

    private static void CheckBody(TakeBack takeBack)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(takeBack.Body.Span)) != takeBack.BodyHash)
            throw new LedgerIntegrityException($"{takeBack.RevisionIdentifier}: the body that takes it back is not the one that its hash names.");
    }

    private Task RecordAsync(Session session, long fence, TakeBack takeBack, string? from, string to) => session.ExecuteAsync(
        """
        INSERT INTO take_back_event (tenant, at, revision_identifier, from_state, to_state, fence, reason)
        VALUES (@Tenant, @at, @RevisionIdentifier, @from, @to, @fence, @Reason)
        """,
        new { Tenant, at = Time.GetUtcNow().UtcTicks, takeBack.RevisionIdentifier, from, to, fence, takeBack.Reason });
}
