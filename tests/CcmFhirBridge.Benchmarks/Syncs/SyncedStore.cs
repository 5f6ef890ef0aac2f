using System.Collections.Immutable;
using System.Diagnostics;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Exchanges;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>A first sync of the product, into a SQLite file of its own, with its gateway, its pace and its journal.</summary>
internal static class SyncedStore
{
    /// <summary>Reads the patients of a <see cref="PageServer"/>. Returns how long it took.</summary>
    public static async Task<TimeSpan> ReadAsync(string baseUrl, int patients, int streams, string folder)
    {
        var home = new BridgeHome(Path.Combine(folder, Path.GetRandomFileName()));
        home.Create();
        var benchmark = BenchmarkTenant.Create();
        var tenant = benchmark with
        {
            Ehr = benchmark.Ehr with
            {
                BaseUrl = new Uri(baseUrl),
                RequestsInFlight = streams,
                // The pace is what an EHR allows; here only its cost is measured.
                RequestsPerMinute = 10_000_000,
                Population = new Domain.Tenants.Population.Listed([.. Enumerable.Range(0, patients).Select(patient => "Patient/" + PatchedPage.Id(patient))]),
                ReadForms = ImmutableSortedDictionary<string, ReadForm>.Empty.Add("Encounter", ReadForm.PatientFull),
            },
        };
        await using var store = SqliteTenantStore.Open(home.Database(tenant.Slug), tenant.Slug, TimeProvider.System);
        store.StoresAside = true;
        await using var connection = EhrConnections.Open(tenant, TimeProvider.System, store, home.JournalOf(tenant));
        var run = new SyncRun(connection.Reader, store, new DefaultResourceMapping(tenant), tenant, TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        var report = await run.RunAsync(full: false, progress: null, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began);
        if (!report.IsComplete || report.Types.Single(type => type.ResourceType == "Patient").Stored.Added != patients)
            throw new InvalidOperationException("The sync did not read what was there.");
        return took;
    }
}
