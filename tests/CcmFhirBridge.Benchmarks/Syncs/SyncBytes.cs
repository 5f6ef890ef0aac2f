using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Benchmarks.Services;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>
/// P8: bytes of resources that a sync brings, over those that changed since the one before. Every search goes two minutes back behind what it saw last,
/// since a server may index a change a little after it stamped it: whatever changed in those minutes comes twice.
/// </summary>
internal static class SyncBytes
{
    private const double Bound = 1.05;

    public static async Task<bool> RunAsync(SyncSize size, int seed, string folder)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Patients = size.Changes * 3 / 2, Seed = seed });
        // Stamped long ago and further apart than a search goes back.
        var clock = new ShiftedClock { Earlier = TimeSpan.FromDays(400), Step = TimeSpan.FromSeconds(150) };
        var store = new FhirStore(clock);
        practice.LoadInto(store);
        (clock.Earlier, clock.Step) = (TimeSpan.Zero, TimeSpan.Zero);
        var sent = new SentBytes();
        await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Quirks = [sent] }, store, CancellationToken.None);
        var file = Path.Combine(folder, "lakeside.yaml");
        await File.WriteAllTextAsync(file, practice.TenantYaml(ehr.BaseUrl), Encoding.UTF8);
        var tenant = TenantFile.Load(file, resolveSecrets: true);
        await using var stored = SqliteTenantStore.Open(Path.Combine(folder, Path.GetRandomFileName()), tenant.Slug, TimeProvider.System);
        await using var connection = EhrConnections.Open(tenant, TimeProvider.System, stored);
        var run = new SyncRun(connection.Reader, stored, new DefaultResourceMapping(tenant), tenant, TimeProvider.System);
        await run.RunAsync(full: false, progress: null, CancellationToken.None);
        sent.Forget();

        var changed = Change(store, size.Changes);
        var report = await run.RunAsync(full: false, progress: null, CancellationToken.None);

        if (report.Stored.Changed != size.Changes)
            throw new InvalidOperationException($"{report.Stored.Changed} resources were found of {size.Changes} that changed.");
        return Gate.AtMost("P8 bytes of resources asked for ÷ bytes changed", sent.OfResources / (double)changed, Bound, string.Create(CultureInfo.InvariantCulture,
            $"{size.Changes} changed of {report.Read} that came; with the frames of the pages {sent.OfAnswers / (double)changed:F2}"));
    }

    private static long Change(FhirStore store, int changes)
    {
        var (patients, bytes) = (new HashSet<string>(StringComparer.Ordinal), 0L);
        foreach (var visit in store.Current("Encounter").ToList())
        {
            var resource = JsonNode.Parse(visit.Body!)!.AsObject();
            if (patients.Count == changes || !patients.Add(resource["subject"]!["reference"]!.GetValue<string>()))
                continue;
            resource["text"] = new JsonObject { ["status"] = "generated", ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\">Changed</div>" };
            store.Put("Encounter", visit.Id, JsonElement.Parse(resource.ToJsonString()));
            bytes += store.Read("Encounter", visit.Id)!.Body!.Length;
        }

        return patients.Count == changes ? bytes : throw new InvalidOperationException($"Only {patients.Count} patients have a visit to change.");
    }

    /// <summary>Counts what the EHR sends.</summary>
    private sealed class SentBytes : IQuirk
    {
        private readonly Lock _gate = new();

        public long OfResources { get; private set; }

        public long OfAnswers { get; private set; }

        public void Forget() => (OfResources, OfAnswers) = (0, 0);

        public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
        {
            if (context.Answer is not { Status: 200, Body.Length: > 0 } answer)
                return ValueTask.CompletedTask;
            var resources = JsonElement.Parse(answer.Body).TryGetProperty("entry", out var entries)
                ? entries.EnumerateArray().Sum(entry => Encoding.UTF8.GetByteCount(entry.GetProperty("resource").GetRawText())) : 0;
            lock (_gate)
            {
                OfResources += resources;
                OfAnswers += answer.Body.Length;
            }

            return ValueTask.CompletedTask;
        }
    }
}
