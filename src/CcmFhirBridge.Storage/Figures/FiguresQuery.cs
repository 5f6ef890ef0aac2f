using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Statements;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage.Figures;

/// <summary>Counts a tenant's figures, each over an index, or over one row a patient when something has changed; bodies and facts are never read.</summary>
internal static class FiguresQuery
{
    private sealed class OutcomeRow
    {
        public string Outcome { get; init; } = "";

        public long Patients { get; init; }
    }

    private sealed class StateRow
    {
        public string State { get; init; } = "";

        public long Entries { get; init; }

        public long MostAttempts { get; init; }
    }

    private sealed class CorrectionsRow
    {
        public long Waiting { get; init; }

        public string? ReturnBy { get; init; }
    }

    // RELIABILITY A.2 rule 7.
    private static readonly TimeSpan s_halfTakes = TimeSpan.FromMinutes(15);

    public static async Task<TenantFigures> ReadAsync(Session session, string tenant, ServiceMonth month, DateTimeOffset now, KeptOutcomes kept)
    {
        var forPerson = await ForPersonAsync(session, tenant);
        var corrections = await CorrectionsAsync(session, tenant);
        return new TenantFigures
        {
            Month = month,
            ReadAt = now,
            DirtyPatients = await SqlTenantStore.IsNobodyDueAsync(session, tenant, month)
                ? 0
                : await session.ScalarAsync<int>("SELECT COUNT(*)" + SqlTenantStore.FromDue, await SqlTenantStore.DueAsync(session, tenant, month)),
            Assessed = await AssessedAsync(session, tenant, month, kept),
            Outbox = await OutboxAsync(session, tenant),
            Quarantined = forPerson.GetValueOrDefault(LedgerState.Quarantined),
            Held = forPerson.GetValueOrDefault(LedgerState.Held),
            Rejected = forPerson.GetValueOrDefault(LedgerState.Rejected),
            HalfWritten = await HalfWrittenAsync(session, tenant, now - s_halfTakes),
            Corrections = (int)corrections.Waiting,
            ReturnBy = corrections.ReturnBy is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Comparisons = [.. await SqlTenantStore.ComparisonsAsync(session, tenant)],
            Gaps = await session.ScalarAsync<int>("SELECT COUNT(*) FROM unreadable WHERE tenant = @tenant", new { tenant }),
            LastSync = await InstantAsync(session, tenant, Settings.SyncEnded),
            DoubtedPatients = await session.SettingAsync(tenant, Settings.PatientDoubts) is { } doubts
                ? JsonSerializer.Deserialize<List<PatientDoubt>>(doubts)!.DistinctBy(doubt => doubt.Patient, StringComparer.Ordinal).Count() : 0,
            IncompleteTypes = Math.Max(await CountAsync(session, tenant, Settings.SyncIncomplete), await CountAsync(session, tenant, Settings.FullSyncIncomplete)),
            FallenForms = await CountAsync(session, tenant, Settings.SyncFallen),
            UnreadTypes = await SqlTenantStore.UnreadTypesAsync(session, tenant),
            EhrChanged = await session.SettingAsync(tenant, Settings.StatementChange) is { } change ? JsonSerializer.Deserialize<StatementChange>(change)?.At : null,
            LastEncounters = await InstantAsync(session, tenant, Settings.EncountersArrived),
            LastAudit = await LastAuditAsync(session, tenant),
            Months = [.. (await session.QueryAsync<SqlTenantStore.MonthRow>(SqlTenantStore.SelectMonths + " ORDER BY month DESC", new { Tenant = tenant })).Select(row => row.Record)],
        };
    }

    // One row a patient has to be looked at; as long as nothing has changed the outcomes are those of the last time.
    private static async Task<ImmutableSortedDictionary<Outcome, int>> AssessedAsync(
        Session session, string tenant, ServiceMonth month, KeptOutcomes kept)
    {
        var standing = new KeptOutcomes.Standing(
            month,
            await SqlTenantStore.PositionAsync(session, tenant),
            await SqlTenantStore.AssessedThroughAsync(session, tenant, month),
            await session.SettingAsync(tenant, Settings.AssessedBy + month));
        if (kept.Find(standing) is { } same)
            return same;
        var counted = (await session.QueryAsync<OutcomeRow>(
            """
            SELECT a.outcome AS Outcome, COUNT(*) AS Patients
            FROM assessment a JOIN patient_facts f ON f.tenant = a.tenant AND f.patient = a.patient
            WHERE a.tenant = @tenant AND a.month = @month AND f.known = 1 GROUP BY a.outcome
            """,
            new { tenant, month = month.ToString() })).ToImmutableSortedDictionary(row => Words.Parse<Outcome>(row.Outcome), row => (int)row.Patients);
        kept.Keep(standing, counted);
        return counted;
    }

    private static async Task<OutboxFigures> OutboxAsync(Session session, string tenant)
    {
        var rows = await session.QueryAsync<StateRow>(
            """
            SELECT state AS State, COUNT(*) AS Entries, MAX(attempts) AS MostAttempts
            FROM ledger_entry WHERE tenant = @tenant AND state IN ('planned', 'sending', 'in-doubt') GROUP BY state
            """,
            new { tenant });
        var oldest = await session.ScalarAsync<long?>(
            """
            SELECT MIN(e.at) FROM ledger_entry l
            JOIN ledger_event e ON e.tenant = l.tenant AND e.revision_identifier = l.revision_identifier AND e.to_state = 'planned'
            WHERE l.tenant = @tenant AND l.state IN ('planned', 'sending', 'in-doubt')
            """,
            new { tenant });
        var planned = rows.Where(row => row.State == Words.Of(LedgerState.Planned)).Sum(row => (int)row.Entries);
        return new OutboxFigures
        {
            Planned = planned,
            InDoubt = rows.Sum(row => (int)row.Entries) - planned,
            MostAttempts = (int)rows.Select(row => row.MostAttempts).DefaultIfEmpty().Max(),
            OldestSince = oldest is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        };
    }

    private static async Task<Dictionary<LedgerState, int>> ForPersonAsync(Session session, string tenant) =>
        (await session.QueryAsync<StateRow>(
            """
            SELECT l.state AS State, COUNT(*) AS Entries, 0 AS MostAttempts
            FROM ledger_entry l
            WHERE l.tenant = @tenant AND l.state IN ('held', 'quarantined', 'rejected') AND NOT EXISTS (
              SELECT 1 FROM ledger_entry n WHERE n.tenant = l.tenant AND n.person = l.person AND n.month = l.month AND n.family = l.family
                AND n.code = l.code AND n.revision > l.revision)
            GROUP BY l.state
            """,
            new { tenant })).ToDictionary(row => Words.Parse<LedgerState>(row.State), row => (int)row.Entries);

    // A line that was never tried is of a type that the EHR does not take, or the next pass brings it.
    private static Task<int> HalfWrittenAsync(Session session, string tenant, DateTimeOffset before) => session.ScalarAsync<int>(
        """
        SELECT COUNT(DISTINCT c.revision_identifier) FROM ledger_entry l
        JOIN ledger_entry c ON c.tenant = l.tenant AND c.person = l.person AND c.month = l.month AND c.family = l.family AND c.code = '' AND c.revision = l.revision
        WHERE l.tenant = @tenant AND l.code <> '' AND c.state = 'confirmed' AND COALESCE(c.sent_at, 0) < @before AND (
          l.state IN ('sending', 'in-doubt') OR l.state IN ('quarantined', 'rejected') OR (l.state = 'planned' AND l.attempts > 0))
        """,
        new { tenant, before = before.UtcTicks });

    private static async Task<CorrectionsRow> CorrectionsAsync(Session session, string tenant) =>
        (await session.FirstAsync<CorrectionsRow>(
            """
            SELECT COUNT(*) AS Waiting, MIN(e.return_by) AS ReturnBy FROM correction_event e
            WHERE e.tenant = @tenant AND e.step IN ('identified', 'approved') AND NOT EXISTS (
              SELECT 1 FROM correction_event n WHERE n.tenant = e.tenant AND n.id = e.id AND n.seq > e.seq)
            """,
            new { tenant }))!;

    private static async Task<DateTimeOffset?> LastAuditAsync(Session session, string tenant) =>
        await session.ScalarAsync<long?>(
            "SELECT at FROM ledger_event WHERE tenant = @tenant ORDER BY seq DESC LIMIT 1", new { tenant }) is { } ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    private static async Task<int> CountAsync(Session session, string tenant, string setting) =>
        await session.SettingAsync(tenant, setting) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 0;

    private static async Task<DateTimeOffset?> InstantAsync(Session session, string tenant, string setting) =>
        await session.SettingAsync(tenant, setting) is { } ticks
            ? new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero)
            : null;
}
