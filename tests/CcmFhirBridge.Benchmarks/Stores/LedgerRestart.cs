using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Benchmarks.Stores;

/// <summary>What a start asks of a ledger that has grown for years: open it, take the tenant, find what is in flight, count the figures.</summary>
internal static class LedgerRestart
{
    private const double BoundSeconds = 10;
    private const int OutstandingRows = 50;

    public static async Task<bool> RunAsync(int rows, string folder)
    {
        var file = Path.Combine(folder, "restart.db");
        bool sqliteHolds;
        await using (var sqlite = MeasuredStore.Sqlite(file))
        {
            await FillAsync(sqlite, $"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {rows})", "printf('%07d', n)", "x'00'");
        }

        var began = Stopwatch.GetTimestamp();
        await using (var store = SqliteTenantStore.Open(file, MeasuredStore.Tenant, TimeProvider.System))
            sqliteHolds = Tell("SQLite", rows, await StartAsync(store, began));

        await using var postgres = await MeasuredStore.PostgresAsync();
        await FillAsync(postgres, $"WITH n (n) AS (SELECT generate_series(1, {rows}))", "lpad(n::text, 7, '0')", "'\\x00'::bytea");
        return sqliteHolds & Tell("PostgreSQL", rows, await StartAsync(postgres.Store, Stopwatch.GetTimestamp()));
    }

    private static bool Tell(string kind, int rows, TimeSpan took) => Gate.AtMost(
        $"start with {rows.ToString("N0", CultureInfo.InvariantCulture)} rows of ledger on {kind}, seconds", took.TotalSeconds, BoundSeconds);

    private static async Task<TimeSpan> StartAsync(SqlTenantStore store, long began)
    {
        await store.TakeLeaseAsync(new LeaseTaker("benchmark", null, default), TimeSpan.FromMinutes(2), CancellationToken.None);
        var outstanding = await store.OutstandingAsync(CancellationToken.None);
        if (outstanding.Count != OutstandingRows)
            throw new InvalidOperationException($"{outstanding.Count} rows are in flight, not {OutstandingRows}.");
        await store.FiguresAsync(new ServiceMonth(2026, 4), CancellationToken.None);
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task FillAsync(MeasuredStore measured, string numbers, string padded, string body)
    {
        await measured.Store.PersonAsync("Patient/p", CancellationToken.None);
        await using var connection = await measured.ConnectAsync();
        await MeasuredStore.ExecuteAsync(connection, $"""
            INSERT INTO ledger_entry (tenant, person, month, family, code, revision, patient, identifier, revision_identifier, state, body,
              body_hash, units, charge_cents, fence, attempts)
            {numbers} SELECT '{MeasuredStore.Tenant}', 1, '2026-04', 'f' || {padded}, '', 1, 'Patient/p', 'i' || {padded}, 'r' || {padded},
              CASE WHEN n <= {OutstandingRows} THEN 'sending' ELSE 'confirmed' END, {body}, 'hash', 1, 6049, 0, 1 FROM n
            """);
        await MeasuredStore.ExecuteAsync(connection, $"""
            INSERT INTO ledger_event (tenant, at, revision_identifier, from_state, to_state, fence)
            {numbers} SELECT '{MeasuredStore.Tenant}', 638800000000000000 + n, 'r' || {padded}, NULL, 'planned', 0 FROM n
            """);
    }
}
