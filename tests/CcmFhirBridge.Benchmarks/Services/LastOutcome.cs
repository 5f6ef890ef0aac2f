using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// P12: an EHR gives out changed resources at the rate of the fastest published one; how long after its last byte is the last outcome
/// committed. The steps and their order are those of the hosted worker; every change touches another patient.
/// </summary>
internal static class LastOutcome
{
    private const double PerSecond = 200;
    private const double Bound = 250;

    public static async Task<bool> RunAsync(ServiceSize size, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            var practice = SyntheticPractice.Generate(
                new PracticeOptions { Month = DateOnly.FromDateTime(now.UtcDateTime), Patients = size.ChangedPatients, Seed = seed });
            // Stamped long ago and one after the other, so that a burst is what changed and not all that the overlap of the cursor reads again.
            var clock = new ShiftedClock { Earlier = TimeSpan.FromDays(100), Step = TimeSpan.FromSeconds(30) };
            var store = new FhirStore(clock);
            practice.LoadInto(store);
            (clock.Earlier, clock.Step) = (TimeSpan.Zero, TimeSpan.Zero);
            var pace = new PacedReading(PerSecond);
            await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Quirks = [pace] }, store, CancellationToken.None);
            var home = new BridgeHome(folder.FullName);
            home.Create();
            await File.WriteAllTextAsync(home.TenantFile("lakeside"), practice.TenantYaml(ehr.BaseUrl));
            var tenant = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true).Tenants.Single();
            await using var stores = HomeStores.Of(home, TimeProvider.System);
            var runs = new TenantRuns(home, stores, tenant, TimeProvider.System, "benchmark");
            try
            {
                return await MeasureAsync(size, store, pace, runs);
            }
            finally
            {
                await runs.LetGoAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(ServiceSize size, FhirStore store, PacedReading pace, TenantRuns runs)
    {
        await PassAsync(runs);
        var lags = new List<double>();
        var share = new List<double>();
        // The first burst warms up and is thrown away.
        for (var burst = 0; burst <= size.Bursts; burst++)
        {
            Change(store, size.Changes, burst);
            pace.Begin();
            var started = Stopwatch.GetTimestamp();
            await PassAsync(runs);
            var ended = Stopwatch.GetTimestamp();
            if (pace.Given < size.Changes)
                throw new InvalidOperationException($"{pace.Given} resources were read of {size.Changes} that changed.");
            if (burst == 0)
                continue;
            lags.Add(Stopwatch.GetElapsedTime(pace.LastByte, ended).TotalMilliseconds);
            share.Add(pace.Given / PerSecond / Stopwatch.GetElapsedTime(started, ended).TotalSeconds);
        }

        lags.Sort();
        return Gate.AtMost("P12 ms from the last byte to the last outcome committed", lags[lags.Count / 2], Bound, string.Create(CultureInfo.InvariantCulture,
            $"min {lags[0]:F0}, max {lags[^1]:F0}, {lags.Count} bursts of {pace.Given} resources at {PerSecond:F0} a second over {size.ChangedPatients} patients; {share.Min():P1} of what the EHR's pace allows"));
    }

    private static async Task PassAsync(TenantRuns runs)
    {
        await using var right = await runs.BeginAsync(CancellationToken.None);
        await runs.SyncAsync(CancellationToken.None);
        var month = ServiceMonth.Of(runs.Tenant.TimeZone.DayOf(TimeProvider.System.GetUtcNow()));
        await runs.AssessAsync(month.Previous, CancellationToken.None);
        await runs.AssessAsync(month, CancellationToken.None);
    }

    // A visit of each of so many patients gets a longer text: really different, and of another patient each.
    private static void Change(FhirStore store, int changes, int burst)
    {
        var patients = new HashSet<string>(StringComparer.Ordinal);
        foreach (var visit in store.Current("Encounter"))
        {
            var resource = JsonNode.Parse(visit.Body!)!.AsObject();
            if (!patients.Add(resource["subject"]!["reference"]!.GetValue<string>()))
                continue;
            resource["text"] = new JsonObject { ["status"] = "generated", ["div"] = $"<div xmlns=\"http://www.w3.org/1999/xhtml\">Burst {burst}</div>" };
            store.Put("Encounter", visit.Id, JsonElement.Parse(resource.ToJsonString()));
            if (patients.Count == changes)
                return;
        }

        throw new InvalidOperationException($"Only {patients.Count} patients have a visit to change.");
    }
}
