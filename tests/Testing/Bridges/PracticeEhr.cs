using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>A synthetic practice in a simulated EHR on a real socket.</summary>
internal sealed class PracticeEhr : IAsyncDisposable
{
    /// <summary>Every story of the generator once, and a few ordinary patients.</summary>
    public const int EveryStory = 64;

    private static readonly ConcurrentDictionary<(int Patients, int Seed), Lazy<GeneratedPractice>> Generated = new();

    private PracticeEhr(GeneratedPractice practice, SimulatedEhr ehr) => (Practice, Ehr) = (practice, ehr);

    public GeneratedPractice Practice { get; }

    public SimulatedEhr Ehr { get; }

    public WriteHistory History => Ehr.History;

    public int Bills => Practice.Truth.Count(truth => truth.Outcome == "bill");

    /// <summary>Lines of all bills: each is a ChargeItem.</summary>
    public int Lines => Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);

    public static GeneratedPractice Generate(int patients, int seed = 1) => Generated.GetOrAdd(
        (patients, seed),
        key => new Lazy<GeneratedPractice>(() => SyntheticPractice.Generate(new PracticeOptions
        {
            Month = Bridge.ServiceMonth.FirstDay,
            Patients = key.Patients,
            Seed = key.Seed,
        }))).Value;

    public static async Task<PracticeEhr> StartAsync(
        TimeProvider time, int patients = EveryStory, int seed = 1, SimulatedEhrOptions? options = null, Func<string, string>? rewrite = null)
    {
        var practice = Generate(patients, seed);
        var store = new FhirStore(time);
        if (rewrite is null)
            practice.LoadInto(store);
        else
            LoadRewritten(practice, store, rewrite);
        var ehr = await SimulatedEhr.StartAsync((options ?? new SimulatedEhrOptions()) with { Time = time }, store, CancellationToken.None);
        return new PracticeEhr(practice, ehr);
    }

    private static void LoadRewritten(GeneratedPractice practice, FhirStore store, Func<string, string> rewrite)
    {
        foreach (var resource in practice.Resources)
        {
            var json = JsonElement.Parse(rewrite(Encoding.UTF8.GetString(resource.Json)));
            store.Load(json.GetProperty("resourceType").GetString()!, json.GetProperty("id").GetString()!, json);
        }
    }

    /// <summary>The tenant file with changes, each an exact piece of text and what takes its place.</summary>
    public string Yaml(params (string From, string To)[] changes) => Change(Practice.TenantYaml(Ehr.BaseUrl), changes);

    public static string Change(string yaml, params (string From, string To)[] changes)
    {
        foreach (var (from, to) in changes)
        {
            yaml.ShouldContain(from);
            yaml = yaml.Replace(from, to, StringComparison.Ordinal);
        }

        return yaml;
    }

    /// <summary>Changes a resource as somebody at the practice would.</summary>
    public void Edit(string type, string id, Action<JsonObject> change)
    {
        var resource = JsonNode.Parse(Ehr.Store.Read(type, id)!.Body!)!.AsObject();
        change(resource);
        Ehr.Store.Put(type, id, JsonElement.Parse(resource.ToJsonString()));
    }

    public JsonElement Read(string type, string id) => JsonElement.Parse(Ehr.Store.Read(type, id)!.Body!);

    /// <summary>Claims and ChargeItems of ours that are there now.</summary>
    public IReadOnlyList<StoredVersion> Ours(string type) =>
    [
        .. Ehr.Store.Current(type).Where(stored => Encoding.UTF8.GetString(stored.Body!).Contains(Canonicals.Base + "/identifier/", StringComparison.Ordinal)),
    ];

    /// <summary>Every billable patient has exactly one Claim and one ChargeItem a line, each written by exactly one committed create.</summary>
    public void ShouldHoldEveryBillOnce()
    {
        var bills = Practice.Truth.Where(truth => truth.Outcome == "bill").ToList();
        PatientsOf(Ours("Claim"), "patient").ShouldBe(bills.Select(bill => bill.Patient).Order(StringComparer.Ordinal));
        Ours("ChargeItem").Count.ShouldBe(bills.Sum(bill => bill.Lines.Count));
        History.Records.Count.ShouldBe(bills.Count + bills.Sum(bill => bill.Lines.Count), "one committed write a resource");
        History.Records.ShouldAllBe(record => record.Version == 1);
    }

    public static IEnumerable<string> PatientsOf(IEnumerable<StoredVersion> resources, string element) => resources
        .Select(stored => JsonElement.Parse(stored.Body!).GetProperty(element).GetProperty("reference").GetString()!)
        .Order(StringComparer.Ordinal);

    public ValueTask DisposeAsync() => Ehr.DisposeAsync();
}
