using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Testing.Postgres;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture;

/// <summary>One practice under attack: its EHR, which nobody harms, and a home folder whose processes die.</summary>
internal sealed class AttackedPractice : IAsyncDisposable
{
    /// <summary>Creates that an EHR may offer, strongest first.</summary>
    public static readonly string[] Ladder = ["update-as-create", "conditional-update", "transaction", "conditional-create", "plain-create"];

    public static readonly ServiceMonth Month = new(2026, 4);

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public const string Tenant = "lakeside";

    private const string Client = "lakeside-bridge";

    public static readonly DateTimeOffset Start = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);

    // Longer than the product waits before an EHR that does not show a write has not taken it.
    public static readonly TimeSpan Settles = TimeSpan.FromMinutes(10);

    private readonly List<string> _homes = [];

    private AttackedPractice(AttackSetting setting, GeneratedPractice practice)
    {
        Setting = setting;
        Practice = practice;
        Writes = practice.Truth.Where(patient => patient.Outcome == "bill").Sum(patient => patient.Lines.Count + 1);
    }

    public AttackSetting Setting { get; }

    public GeneratedPractice Practice { get; }

    public AttackClock Clock { get; } = new(Start);

    public SimulatedEhr Ehr { get; private set; } = null!;

    public string Home => _homes[0];

    /// <summary>Where its tenants are stored, for PostgreSQL; else empty.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Writes that the generator's answers come to: a claim a bill, and a charge a line.</summary>
    public int Writes { get; }

    public int Written => Ehr.History.Records.Count;

    /// <summary>A practice that nothing was read of yet.</summary>
    /// <param name="setting">Which practice, EHR and store.</param>
    /// <param name="server">The PostgreSQL server of its database; not asked for SQLite.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="quirks">How the EHR misbehaves.</param>
    public static async Task<AttackedPractice> StartAsync(AttackSetting setting, string? server, CancellationToken cancellation, params IQuirk[] quirks)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = Month.FirstDay, Patients = setting.Patients, Seed = setting.Seed });
        var attacked = new AttackedPractice(setting, practice);
        var store = new FhirStore(attacked.Clock);
        practice.LoadInto(store);
        attacked.Ehr = await SimulatedEhr.StartAsync(
            EhrOf(setting) with { Time = attacked.Clock, Quirks = [.. quirks] }, store, cancellation);
        if (setting.Store == AttackStore.Postgres)
            attacked.Database = await PostgresHome.CreateDatabaseAsync(server ?? throw new InvalidOperationException(PostgresServer.Missing));
        await attacked.AddHomeAsync(cancellation);
        return attacked;
    }

    /// <summary>The EHR that offers the create of the setting.</summary>
    public static SimulatedEhrOptions EhrOf(AttackSetting setting) => new()
    {
        UpdateCreate = Ladder[setting.Rung] == "update-as-create",
        ConditionalUpdate = Ladder[setting.Rung] == "conditional-update",
        ConditionalCreate = Ladder[setting.Rung] != "plain-create",
        Door = setting.TokenLife is { } life ? new DoorOptions { ClientId = Client, Secret = SecretOf(setting), TokenLife = life } : null,
    };

    /// <summary>Puts a tenant of the setting into a home.</summary>
    public static async Task WriteTenantAsync(BridgeHome home, GeneratedPractice practice, string baseUrl, AttackSetting setting, CancellationToken cancellation)
    {
        home.Create();
        var yaml = practice.TenantYaml(baseUrl).Replace("timeout: 30s", $"timeout: {(int)setting.RequestTimeout.TotalSeconds}s", StringComparison.Ordinal);
        if (Ladder[setting.Rung] == "transaction")
            yaml = yaml.Replace("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: transaction, chargeItem: transaction }", StringComparison.Ordinal);
        if (setting.TokenLife is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(home.Path, "secret"), SecretOf(setting), cancellation);
            yaml = yaml.Replace("auth: { kind: none }", $"auth: {{ kind: client-secret, clientId: {Client}, clientSecret: file:../secret, tokenUrl: {new Uri(new Uri(baseUrl), "/oauth/token")} }}", StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(home.TenantFile(Tenant), yaml, cancellation);
    }

    /// <summary>Another home of the same tenant, as another machine has it: it shares only what is stored in PostgreSQL.</summary>
    public async Task<string> AddHomeAsync(CancellationToken cancellation)
    {
        var home = new BridgeHome(Directory.CreateTempSubdirectory("ccm-bridge-attack-").FullName);
        _homes.Add(home.Path);
        await WriteTenantAsync(home, Practice, Ehr.BaseUrl, Setting, cancellation);
        if (Database.Length > 0)
            home.StoreIn(Database);
        return home.Path;
    }

    private static string SecretOf(AttackSetting setting) => $"secret-{setting.Seed}";

    /// <summary>Starts a close of the month in a process of its own.</summary>
    public ChildProcess Close(string? death = null, int hit = 1) => Command(new ChildOrder(Clock.GetUtcNow(), Death: death, Hit: hit), "month", "close", "--month", Month.ToString(), "--json");

    /// <summary>Starts a command about the tenant in a process of its own.</summary>
    public ChildProcess Command(ChildOrder order, params string[] command) => ChildProcess.Start(order, [.. command, "--tenant", Tenant, "--home", Home]);

    /// <summary>The figures of the month as the product reports them in FHIR.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public async Task<string> ReportAsync(CancellationToken cancellation)
    {
        using var child = ChildProcess.Start(
            new ChildOrder(Clock.GetUtcNow()), ["metrics", "--tenant", Tenant, "--month", Month.ToString(), "--home", Home, "--format", "fhir"]);
        var end = await child.EndAsync(Patience, cancellation);
        return end.Exit == 0 ? end.Output : throw new InvalidOperationException($"metrics ended with {end.Exit}: {end.Error}");
    }

    /// <summary>Lets so much time pass that nothing is on its way any more.</summary>
    public void Settle() => Clock.Advance(Settles);

    /// <summary>Lets the product come to its end undisturbed, then judges by the EHR's history and the generator's answers.</summary>
    public async Task<List<string>> JudgeAsync(CancellationToken cancellation)
    {
        var violations = new List<string>();
        Ehr.Quirks.Clear();
        Settle();
        // Two at once: one of them has to wait for the other.
        var both = await Task.WhenAll(CloseUndisturbedAsync(cancellation), CloseUndisturbedAsync(cancellation));
        if (both.Any(close => !close.Settled))
            violations.Add($"the closes that nobody killed left something to do: {string.Join(" and ", both)}");
        violations.AddRange(HistoryCheck.Violations(Ehr.History.Records, Practice.Truth));
        var before = Written;
        Settle();
        var again = await CloseUndisturbedAsync(cancellation);
        if (!again.Settled || Written != before)
            violations.Add($"another close ({again}) wrote {Written - before} more");
        return violations;
    }

    public async ValueTask DisposeAsync()
    {
        await Ehr.DisposeAsync();
        foreach (var home in _homes)
            Directory.Delete(home, recursive: true);
    }

    /// <summary>Closes the month, undisturbed.</summary>
    public async Task<ChildClose> CloseUndisturbedAsync(CancellationToken cancellation)
    {
        using var child = Close();
        return ChildClose.Of(await child.EndAsync(Patience, cancellation));
    }
}
