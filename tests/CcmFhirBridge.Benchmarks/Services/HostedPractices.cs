using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>A home folder with many tenants, each with an EHR of its own address; what the EHRs hold is the same practice.</summary>
internal sealed class HostedPractices : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-bridge-benchmark-");
    private readonly List<SimulatedEhr> _ehrs = [];

    private HostedPractices()
    {
    }

    /// <summary>The published executable.</summary>
    public required string Executable { get; init; }

    public string Home => _folder.FullName;

    /// <summary>
    /// Starts the EHRs, lets the service itself read and assess the first practice, stores that for the others too, writes their tenant files
    /// and lets the service pass over all of them once.
    /// </summary>
    public static async Task<HostedPractices> StoredAsync(string executable, int tenants, int patients, int seed)
    {
        var practices = new HostedPractices { Executable = executable };
        // The month that is going on: nothing is due to close while it is measured.
        var practice = SyntheticPractice.Generate(new PracticeOptions
        {
            Month = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
            Patients = patients,
            Seed = seed,
        });
        // Stamped long ago and one after the other: what carries one stamp is read again by every sync, for the overlap of the cursor.
        var clock = new ShiftedClock { Earlier = TimeSpan.FromDays(100), Step = TimeSpan.FromSeconds(30) };
        var store = new FhirStore(clock);
        practice.LoadInto(store);
        (clock.Earlier, clock.Step) = (TimeSpan.Zero, TimeSpan.Zero);
        var files = Directory.CreateDirectory(Path.Combine(practices.Home, "tenants")).FullName;
        Tenant? first = null;
        for (var number = 0; number < tenants; number++)
        {
            var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { DefaultPageSize = 250 }, store, CancellationToken.None);
            practices._ehrs.Add(ehr);
            var slug = Slug(number);
            var file = Path.Combine(files, slug + ".yaml");
            await File.WriteAllTextAsync(file, practice.TenantYaml(ehr.BaseUrl).Replace("tenant: lakeside", "tenant: " + slug, StringComparison.Ordinal));
            var tenant = TenantFile.Load(file, resolveSecrets: false);
            if (first is null)
            {
                first = tenant;
                await practices.PassAsync(1);
            }
            else
                await StoredCopy.MakeAsync(practices.Database(0), first, practices.Database(number), tenant);
        }

        await practices.PassAsync(tenants);
        return practices;
    }

    /// <summary>Bytes of all databases.</summary>
    public long Stored => new DirectoryInfo(Path.Combine(Home, "data")).EnumerateFiles().Sum(file => file.Length);

    private static string Slug(int number) => $"practice-{number:D3}";

    private string Database(int number) => Path.Combine(Home, "data", Slug(number) + ".db");

    private async Task PassAsync(int tenants)
    {
        using var service = await BridgeProcess.RunAsync(Executable, Home);
        await service.PassedAsync(tenants);
        await service.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ehr in _ehrs)
            await ehr.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
