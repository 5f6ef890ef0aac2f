using CcmFhirBridge.Benchmarks.Services;
using CcmFhirBridge.Benchmarks.Serving;
using CcmFhirBridge.Benchmarks.Stores;
using CcmFhirBridge.Benchmarks.Syncs;

namespace CcmFhirBridge.Benchmarks;

/// <summary>How much input the gates are measured with.</summary>
internal sealed record GateSize(int SpeedPatients, int FewPatients, int ManyPatients, int FactPatients, int FirelyPatients, ServiceSize Service)
{
    /// <summary>Patients that are loaded into each store.</summary>
    public required int StorePatients { get; init; }

    /// <summary>Claims that go through the ledger.</summary>
    public required int LedgerClaims { get; init; }

    /// <summary>What a sync is measured with.</summary>
    public required SyncSize Sync { get; init; }

    /// <summary>Requests that are measured.</summary>
    public int StatusRequests { get; } = 5_000;

    /// <summary>Rows of a ledger that has grown for years.</summary>
    public int LedgerRows { get; } = 1_000_000;

    /// <summary>Patients of the practice whose month is written back; about half of them are billed.</summary>
    public required int WrittenPatients { get; init; }

    /// <summary>Claims of a ledger that is searched over FHIR.</summary>
    public required int ServedClaims { get; init; }

    /// <summary>Claims that are read over FHIR.</summary>
    public required int ServedReads { get; init; }

    /// <summary>Small enough for every push.</summary>
    public static readonly GateSize Ci = new(SpeedPatients: 400, FewPatients: 400, ManyPatients: 4_000, FactPatients: 200, FirelyPatients: 80,
        Service: ServiceSize.Ci)
    { StorePatients = 300, LedgerClaims = 1_000, WrittenPatients = 200, ServedClaims = 20_000, ServedReads = 10_000, Sync = SyncSize.Ci };

    /// <summary>20,000 patients, 1.5 GB.</summary>
    public static readonly GateSize Full = new(SpeedPatients: 2_000, FewPatients: 2_000, ManyPatients: 20_000, FactPatients: 2_000, FirelyPatients: 300,
        Service: ServiceSize.Full)
    { StorePatients = 3_000, LedgerClaims = 10_000, WrittenPatients = 2_000, ServedClaims = 1_000_000, ServedReads = 50_000, Sync = SyncSize.Full };
}

/// <summary>Runs every gate, prints a line each, and fails when one does.</summary>
internal sealed class GateRun(GateSize size, int seed, string? executable) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");

    /// <summary>Every gate that is a ratio or a count of bytes; those of the service and of decisions are times of this machine, and run by their own names.</summary>
    public int All() => Speed() & Memory() & Facts() & Firely() ? 0 : 1;

    public bool Speed() => ProjectionSpeed.Run(Population("speed", size.SpeedPatients, inCcm: true));

    public bool Memory() => PeakMemory.Run(Population("few", size.FewPatients, inCcm: true), Population("many", size.ManyPatients, inCcm: true));

    public bool Facts() => PeakMemory.RunFacts(Population("facts", size.FactPatients, inCcm: false));

    public bool Firely() => FirelyComparison.Run(Population("firely", size.FirelyPatients, inCcm: true));

    public bool Decisions() => DecisionSpeed.Run(size.FewPatients, seed, _folder);

    public bool DecisionTable() => DecisionBenchmarks.Run(_folder);

    public Task<bool> ServiceAsync() => StartAndIdle.RunAsync(size.Service, seed, executable ?? PublishedBridge.Publish(_folder.FullName));

    public Task<bool> LastOutcomeAsync() => LastOutcome.RunAsync(size.Service, seed);

    public Task<bool> WriteBackAsync(int[] inFlight) => WriteBackSpeed.RunAsync(size.WrittenPatients, inFlight, seed);

    public Task<bool> StatusAsync() => StatusSpeed.RunAsync(size.Service.ChangedPatients, size.StatusRequests, seed);

    public async Task<bool> StoresAsync()
    {
        await LedgerSpeed.RunAsync(size.LedgerClaims, _folder.FullName);
        return await StoreLoad.RunAsync(size.StorePatients, seed, _folder.FullName) & await LedgerRestart.RunAsync(size.LedgerRows, _folder.FullName);
    }

    /// <summary>Speed, memory and frugality of a sync.</summary>
    public async Task<bool> SyncAsync() =>
        await SyncSpeed.RunAsync(size.Sync, _folder.FullName) & await SyncBytes.RunAsync(size.Sync, seed, _folder.FullName) & await SyncMemory.RunAsync(size.Sync, _folder.FullName);

    /// <summary>Searches and reads over FHIR, on both databases.</summary>
    public async Task<bool> ServedAsync()
    {
        await using var sqlite = MeasuredStore.Sqlite(Path.Combine(_folder.FullName, "served.db"));
        await using var postgres = await MeasuredStore.PostgresAsync();
        var holds = true;
        foreach (var measured in new[] { sqlite, postgres })
        {
            await ServedLedger.FillAsync(measured, size.ServedClaims);
            holds &= await ServedSearch.RunAsync(measured, size.ServedClaims);
            await ServedOverHttp.RunAsync(measured, size.ServedClaims, size.ServedReads);
        }

        return holds;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Population(string name, int patients, bool inCcm)
    {
        var path = Path.Combine(_folder.FullName, name + ".ndjson");
        using var output = File.Create(path);
        Benchmarks.Population.Write(output, patients, seed, inCcm);
        return path;
    }
}
