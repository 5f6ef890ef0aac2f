using System.Diagnostics;
using System.Globalization;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
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

    private const int WarmUpPatients = 800;

    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(20);
    private static readonly ServiceMonth s_month = ServiceMonth.Parse("2026-04");
    private static readonly DateTimeOffset s_today = DateTimeOffset.Parse("2026-05-05T13:00:00Z", CultureInfo.InvariantCulture);

    public static async Task<bool> RunAsync(int patients, int[] inFlights, int seed)
    {
        // A service compiles what it does often once in weeks, and here it would be a good part of what is measured.
        await MeasureAsync(WarmUpPatients, 32, seed + 1);
        var holds = true;
        foreach (var inFlight in inFlights)
            holds &= Told(inFlight, await MeasureAsync(patients, inFlight, seed));
        return holds;
    }

    private static async Task<Measured> MeasureAsync(int patients, int inFlight, int seed)
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
            var report = await session.WriteBackAsync(hold.Lease, released: s_month, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(began);
            var share = slow.ShareOf(inFlight);

            var outstanding = await session.Store.OutstandingAsync(CancellationToken.None);
            if (outstanding.Count > 0 || report.Confirmed == 0)
                throw new InvalidOperationException($"{report.Confirmed} entries are confirmed and {outstanding.Count} are not.");
            var bare = await BareWriter.ShareAsync(practice, [.. slow.Requests], inFlight, s_latency, clock);
            return new Measured(report.Confirmed, slow.Requests.Count, slow.Waited, took, share, bare);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Told(int inFlight, Measured measured)
    {
        var (confirmed, answers, waited, took, share, bare) = measured;
        var name = string.Create(CultureInfo.InvariantCulture, $"P9 share of what {waited.TotalMilliseconds / answers:F1} ms allow with {inFlight} in flight");
        return Gate.AtLeast(name, share, Bound, string.Create(
            CultureInfo.InvariantCulture,
            $"a bare client gets {bare:F2}; {confirmed} entries, {(double)answers / confirmed:F2} requests each, {confirmed / took.TotalSeconds:F0} entries and {answers / took.TotalSeconds:F0} requests a second"));
    }

    /// <summary>What a write-back of a month came to, and what a bare client gets.</summary>
    private readonly record struct Measured(int Confirmed, int Answers, TimeSpan Waited, TimeSpan Took, double Share, double Bare);
}
