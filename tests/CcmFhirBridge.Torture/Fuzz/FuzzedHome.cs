using System.Text;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Testing.Postgres;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>A home of three tenants with marked practices that were read, decided and billed, and a registered client of each.</summary>
internal sealed class FuzzedHome : IAsyncDisposable
{
    private const int Patients = 12;

    private static readonly string[] s_slugs = ["lakeside", "hillside", "woodside"];

    private readonly List<SimulatedEhr> _ehrs = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("ccm-bridge-fuzz-").FullName;

    private FuzzedHome() => Home = new BridgeHome(_folder);

    public BridgeHome Home { get; }

    public AttackClock Clock { get; } = new(AttackedPractice.Start);

    public List<MarkedPractice> Practices { get; } = [];

    /// <summary>The client of each tenant, in the order of <see cref="Practices"/>.</summary>
    public List<FuzzClient> Clients { get; } = [];

    /// <summary>Reads, closes and pauses every tenant, so that nobody but the requests works for them later.</summary>
    public static async Task<FuzzedHome> StartAsync(int seed, string? server, CancellationToken cancellation)
    {
        var home = new FuzzedHome();
        home.Home.Create();
        if (server is not null)
            home.Home.StoreIn(await PostgresHome.CreateDatabaseAsync(server));
        foreach (var (at, slug) in s_slugs.Index())
        {
            // The same ids tell other stories in each: the seed deals them otherwise, and the marks tell them apart.
            var practice = new MarkedPractice(
                slug, $"Canary{at}x", SyntheticPractice.Generate(new PracticeOptions { Month = AttackedPractice.Month.FirstDay, Patients = Patients, Seed = (seed * s_slugs.Length) + at }));
            home.Practices.Add(practice);
            await home.AddAsync(practice, at, cancellation);
        }

        return home;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
            client.Dispose();
        foreach (var ehr in _ehrs)
            await ehr.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddAsync(MarkedPractice practice, int at, CancellationToken cancellation)
    {
        var store = new FhirStore(Clock);
        practice.LoadInto(store);
        var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Time = Clock, UpdateCreate = true, ConditionalUpdate = false, ConditionalCreate = true }, store, cancellation);
        _ehrs.Add(ehr);
        var yaml = practice.Practice.TenantYaml(ehr.BaseUrl)
            .Replace("tenant: lakeside", "tenant: " + practice.Slug, StringComparison.Ordinal)
            .Replace("001234567", $"00123456{at}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Home.TenantFile(practice.Slug), yaml, cancellation);
        await RunAsync(cancellation, "month", "close", "--tenant", practice.Slug, "--month", AttackedPractice.Month.ToString(), "--json");
        await RunAsync(cancellation, "tenant", "pause", practice.Slug);
        Clients.Add(await RegisterAsync(practice.Slug, cancellation));
    }

    private async Task<FuzzClient> RegisterAsync(string slug, CancellationToken cancellation)
    {
        var client = new FuzzClient(slug);
        var keys = Path.Combine(_folder, slug + ".jwks");
        await File.WriteAllTextAsync(keys, client.KeySet, cancellation);
        var told = await RunAsync(cancellation, "client", "add", "Fuzz", "--tenant", slug, "--scope", "system/*.cruds", "--jwks", keys, "--json");
        client.Id = JsonElement.Parse(told).GetProperty("id").GetString()!;
        return client;
    }

    private async Task<string> RunAsync(CancellationToken cancellation, params string[] command)
    {
        using var raw = new MemoryStream();
        await using var output = new StreamWriter(raw, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        await using var error = new StringWriter();
        var environment = new CommandEnvironment
        {
            Out = output,
            Error = TextWriter.Synchronized(error),
            RawOut = raw,
            Time = Clock,
            Folder = _folder,
            Variable = name => name == "CCM_BRIDGE_HOME" ? _folder : null,
            ShowsProgress = false,
            Colour = false,
            User = "torture",
        };
        var exit = await BridgeCommands.RunAsync(command, environment, cancellation);
        var told = Encoding.UTF8.GetString(raw.ToArray());
        // A close that leaves something for people to decide is as good for this as one that does not.
        return exit is 0 or 2 or 3 ? told : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {exit}: {error}");
    }
}
