using System.Security.Cryptography;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Storage.Auditing;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>Service months, the releases recorded for them, and the rule packs they were decided by.</summary>
public abstract partial class SqlTenantStore
{
    internal sealed class MonthRow
    {
        public string Month { get; init; } = "";

        public string State { get; init; } = "";

        public string Reason { get; init; } = "";

        public long? ReadStartedAt { get; init; }

        public long? ClosedAt { get; init; }

        public string? Zone { get; init; }

        public string? TenantRevision { get; init; }

        public string? RulePack { get; init; }

        public string? Engine { get; init; }

        public string? Seal { get; init; }

        public MonthRecord Record => new()
        {
            Month = ServiceMonth.Parse(Month),
            State = Words.Parse<MonthState>(State),
            Reason = Reason,
            ReadStartedAt = Instant(ReadStartedAt),
            ClosedAt = Instant(ClosedAt),
            Zone = Zone,
            TenantRevision = TenantRevision,
            RulePack = RulePack,
            Engine = Engine,
            Seal = Seal,
        };
    }

    private sealed class ReleaseRow
    {
        public string Month { get; init; } = "";

        public string? Patient { get; init; }

        public string DecidedBy { get; init; } = "";

        public long DecidedAt { get; init; }

        public string? Reason { get; init; }

        public ReleaseDecision Decision => new(ServiceMonth.Parse(Month), Patient, DecidedBy, Instant(DecidedAt), Reason);
    }

    private sealed class LinkRow
    {
        public string? Previous { get; init; }

        public string Seal { get; init; } = "";

        public byte[] Body { get; init; } = [];
    }

    internal const string SelectMonths = """
        SELECT month AS Month, state AS State, reason AS Reason, read_started_at AS ReadStartedAt, closed_at AS ClosedAt, zone AS Zone,
               tenant_revision AS TenantRevision, rule_pack AS RulePack, engine AS Engine, seal AS Seal
        FROM service_month WHERE tenant = @Tenant
        """;

    public Task<MonthRecord> FindAsync(ServiceMonth month, CancellationToken cancellation) =>
        ReadAsync(session => FindAsync(session, month), cancellation);

    public Task SaveAsync(MonthRecord month, CancellationToken cancellation) =>
        WriteAsync(session => SaveAsync(session, month), cancellation);

    public Task<bool> ReplaceAsync(MonthRecord before, MonthRecord after, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindAsync(session, after.Month) != before)
                return false;
            await SaveAsync(session, after);
            return true;
        },
        cancellation);

    public Task<bool> AppendAsync(MonthRecord before, MonthRecord after, MonthLink link, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            if (await FindAsync(session, after.Month) != before || link.Previous != before.Seal)
                return false;
            await SaveAsync(session, after);
            var (sealedMonth, body) = (link.Month.ToString(), RawBody.Pack(link.Body.Span));
            var seq = await session.ScalarAsync<long>(
                "INSERT INTO month_link (tenant, month, previous, seal, body) VALUES (@Tenant, @sealedMonth, @Previous, @Seal, @body) RETURNING seq",
                new { Tenant, sealedMonth, link.Previous, link.Seal, body });
            var record = new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Month, Action = "seal", Subject = sealedMonth }.With("seal", link.Seal);
            session.Tell(AuditedTable.MonthLink.Vouch(record, seq, sealedMonth, link.Previous, link.Seal, body));
            // By other rules or another read, a claim that has left may say something else than before, with not a resource changed.
            await session.SetAsync(Tenant, Settings.CorrectedThrough + link.Month, "-1");
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<MonthLink>> ChainAsync(ServiceMonth month, CancellationToken cancellation) => ReadAsync<IReadOnlyList<MonthLink>>(
        async session => (await session.QueryAsync<LinkRow>(
                "SELECT previous AS Previous, seal AS Seal, body AS Body FROM month_link WHERE tenant = @Tenant AND month = @month ORDER BY seq",
                new { Tenant, month = month.ToString() }))
            .ConvertAll(row => new MonthLink(month, row.Previous, row.Seal, RawBody.Unpack(row.Body))),
        cancellation);

    public Task<IReadOnlyList<MonthRecord>> ListAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<MonthRecord>>(
        async session => (await session.QueryAsync<MonthRow>(SelectMonths + " ORDER BY month DESC", new { Tenant })).ConvertAll(row => row.Record),
        cancellation);

    public Task RecordReleaseAsync(ReleaseDecision release, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var (month, at) = (release.Month.ToString(), release.At.UtcTicks);
            var seq = await session.ScalarAsync<long>(
                """
                INSERT INTO release_decision (tenant, month, patient, decided_by, decided_at, reason)
                VALUES (@Tenant, @month, @Patient, @By, @at, @Reason) RETURNING seq
                """,
                new { Tenant, month, release.Patient, release.By, at, release.Reason });
            var record = new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Release, Action = "release", Agent = release.By, Subject = month };
            session.Tell(AuditedTable.ReleaseDecision.Vouch(
                release.Patient is null ? record : record.About([release.Patient]), seq, month, release.Patient, release.By, at, release.Reason));
        },
        cancellation);

    public Task<IReadOnlyList<ReleaseDecision>> ReleasesAsync(ServiceMonth month, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ReleaseDecision>>(
            async session => (await session.QueryAsync<ReleaseRow>(
                    """
                    SELECT month AS Month, patient AS Patient, decided_by AS DecidedBy, decided_at AS DecidedAt, reason AS Reason
                    FROM release_decision WHERE tenant = @Tenant AND month = @month ORDER BY seq
                    """,
                    new { Tenant, month = month.ToString() }))
                .ConvertAll(row => row.Decision),
            cancellation);

    public Task KeepRulePackAsync(string version, ReadOnlyMemory<byte> content, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            var kept = await session.ScalarAsync<byte[]>(
                "SELECT content FROM rule_pack WHERE tenant = @Tenant AND version = @version", new { Tenant, version });
            if (kept is null)
            {
                await session.ExecuteAsync(
                    "INSERT INTO rule_pack (tenant, version, content) VALUES (@Tenant, @version, @packed)",
                    new { Tenant, version, packed = RawBody.Pack(content.Span) });
                session.Tell(new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Rules, Action = "keep", Subject = version }
                    .With("content", Convert.ToHexStringLower(SHA256.HashData(content.Span))));
            }
            else if (!RawBody.Unpack(kept).Span.SequenceEqual(content.Span))
            {
                throw new StoreException(StoreFailure.Corrupt,
                    $"{Place} keeps rule pack {version} with another content. A version names one content for ever: restore the pack that was shipped.");
            }
        },
        cancellation);

    public Task<ReadOnlyMemory<byte>?> RulePackAsync(string version, CancellationToken cancellation) => ReadAsync<ReadOnlyMemory<byte>?>(
        async session => await session.ScalarAsync<byte[]>(
            "SELECT content FROM rule_pack WHERE tenant = @Tenant AND version = @version", new { Tenant, version }) is { } kept
            ? RawBody.Unpack(kept)
            : (ReadOnlyMemory<byte>?)null,
        cancellation);

    private async Task<MonthRecord> FindAsync(Session session, ServiceMonth month) =>
        (await session.FirstAsync<MonthRow>(SelectMonths + " AND month = @month", new { Tenant, month = month.ToString() }))?.Record
        ?? new MonthRecord { Month = month, State = MonthState.Open, Reason = "Nobody has closed the month." };

    private async Task SaveAsync(Session session, MonthRecord month)
    {
        session.Tell(Told.Of(month, Time.GetUtcNow()));
        await session.ExecuteAsync(
            """
            INSERT INTO service_month (tenant, month, state, reason, read_started_at, closed_at, zone, tenant_revision, rule_pack, engine, seal)
            VALUES (@Tenant, @month, @state, @Reason, @read, @closed, @Zone, @TenantRevision, @RulePack, @Engine, @Seal)
            ON CONFLICT (tenant, month) DO UPDATE SET state = excluded.state, reason = excluded.reason,
              read_started_at = excluded.read_started_at, closed_at = excluded.closed_at, zone = excluded.zone,
              tenant_revision = excluded.tenant_revision, rule_pack = excluded.rule_pack, engine = excluded.engine,
              seal = excluded.seal
            """,
            new
            {
                Tenant,
                month = month.Month.ToString(),
                state = Words.Of(month.State),
                month.Reason,
                read = month.ReadStartedAt?.UtcTicks,
                closed = month.ClosedAt?.UtcTicks,
                month.Zone,
                month.TenantRevision,
                month.RulePack,
                month.Engine,
                month.Seal,
            });
    }
}
