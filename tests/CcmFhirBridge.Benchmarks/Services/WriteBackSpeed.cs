using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// P9: how much of what an EHR's latency allows the write-back uses, from a closed and released month to its last confirmation, with everything
/// that makes it safe: each entry looked for, committed as sending, created, read back and committed as confirmed. With n requests in flight an EHR
/// that does nothing but wait takes an n-th of all its waiting. What the simulated EHR itself computes is time of ours here.
/// </summary>
internal static class WriteBackSpeed
{
    private const double Bound = 0.95;

    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(20);
    private static readonly ServiceMonth s_month = ServiceMonth.Parse("2026-04");
    private static readonly DateTimeOffset s_today = DateTimeOffset.Parse("2026-05-05T13:00:00Z", CultureInfo.InvariantCulture);

    public static async Task<bool> RunAsync(int patients, int seed)
    {
        var holds = true;
        foreach (var inFlight in new[] { 1, 8, 32 })
            holds &= await MeasureAsync(patients, inFlight, seed);
        return holds;
    }

    private static async Task<bool> MeasureAsync(int patients, int inFlight, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
        try
        {
            var clock = new ShiftedClock { Earlier = TimeProvider.System.GetUtcNow() - s_today };
            var practice = SyntheticPractice.Generate(new PracticeOptions { Month = s_month.FirstDay, Patients = patients, Seed = seed });
            var store = new FhirStore(clock);
            practice.LoadInto(store);
            var slow = new SlowAnswers(s_latency);
            await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Quirks = [slow], DefaultPageSize = 250 }, store, CancellationToken.None);
            var home = new BridgeHome(folder.FullName);
            home.Create();
            await File.WriteAllTextAsync(home.TenantFile("lakeside"), practice.TenantYaml(ehr.BaseUrl));
            var tenant = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true).Tenants.Single();
            // The latency limits, and no budget.
            tenant = tenant with { Ehr = tenant.Ehr with { RequestsInFlight = inFlight, RequestsPerMinute = 1_000_000 } };
            await using var session = await TenantSession.OpenAsync(home, tenant, clock, CancellationToken.None);
            await using var hold = await session.HoldAsync("benchmark", CancellationToken.None);
            await session.SyncAndCatchUp().RunAsync(full: true, progress: null, CancellationToken.None);
            await session.Close().RunAsync(s_month, progress: null, CancellationToken.None);
            await session.Release().RunAsync(s_month, hold.Lease, CancellationToken.None);

            slow.Begin();
            var began = Stopwatch.GetTimestamp();
            var report = await session.WriteBackAsync(hold.Lease, released: null, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(began);

            return Told(report, slow, inFlight, took, await session.Store.OutstandingAsync(CancellationToken.None));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Told(WriteBackReport report, SlowAnswers slow, int inFlight, TimeSpan took, IReadOnlyList<LedgerEntry> outstanding)
    {
        if (outstanding.Count > 0 || report.Confirmed == 0)
            throw new InvalidOperationException($"{report.Confirmed} entries are confirmed and {outstanding.Count} are not.");
        var name = string.Create(CultureInfo.InvariantCulture, $"P9 share of what {slow.Waited.TotalMilliseconds / slow.Answers:F1} ms allow with {inFlight} in flight");
        return Gate.AtLeast(name, slow.Waited / inFlight / took, Bound, string.Create(
            CultureInfo.InvariantCulture, $"{report.Confirmed} entries, {(double)slow.Answers / report.Confirmed:F2} requests each, {report.Confirmed / took.TotalSeconds:F0} entries and {slow.Answers / took.TotalSeconds:F0} requests a second"));
    }
}
