using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture;

/// <summary>One practice under attack: its EHR, which nobody harms, and a home folder whose processes die.</summary>
internal sealed class AttackedPractice : IAsyncDisposable
{
    /// <summary>Creates that an EHR may offer, strongest first.</summary>
    public static readonly string[] Ladder = ["update-as-create", "conditional create", "plain create"];

    public static readonly ServiceMonth Month = new(2026, 4);

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Client = "lakeside-bridge";

    private static readonly DateTimeOffset s_start = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);

    // Longer than the product waits before an EHR that does not show a write has not taken it.
    private static readonly TimeSpan s_settles = TimeSpan.FromMinutes(10);

    private readonly GeneratedPractice _practice;

    private AttackedPractice(int seed, int rung, GeneratedPractice practice)
    {
        Seed = seed;
        Rung = rung;
        _practice = practice;
        Writes = practice.Truth.Where(patient => patient.Outcome == "bill").Sum(patient => patient.Lines.Count + 1);
    }

    public int Seed { get; }

    /// <summary>Which create its EHR offers, as an index of the ladder.</summary>
    public int Rung { get; }

    public AttackClock Clock { get; } = new(s_start);

    public SimulatedEhr Ehr { get; private set; } = null!;

    public string Home { get; } = Directory.CreateTempSubdirectory("ccm-bridge-attack-").FullName;

    /// <summary>Writes that the generator's answers come to: a claim a bill, and a charge a line.</summary>
    public int Writes { get; }

    public int Written => Ehr.History.Records.Count;

    /// <summary>A practice that nothing was read of yet.</summary>
    /// <param name="seed">Of the generator.</param>
    /// <param name="rung">Which create its EHR offers.</param>
    /// <param name="patients">How many.</param>
    /// <param name="tokenLife">How long the EHR's tokens are good; null: it lets everybody in.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="quirks">How the EHR misbehaves.</param>
    public static async Task<AttackedPractice> StartAsync(int seed, int rung, int patients, TimeSpan? tokenLife, CancellationToken cancellation, params IQuirk[] quirks)
    {
        var attacked = new AttackedPractice(seed, rung, SyntheticPractice.Generate(new PracticeOptions { Month = Month.FirstDay, Patients = patients, Seed = seed }));
        var store = new FhirStore(attacked.Clock);
        attacked._practice.LoadInto(store);
        var secret = $"secret-{seed}";
        attacked.Ehr = await SimulatedEhr.StartAsync(
            new SimulatedEhrOptions
            {
                Time = attacked.Clock,
                Quirks = [.. quirks],
                UpdateCreate = rung == 0,
                ConditionalCreate = rung != 2,
                Door = tokenLife is { } life ? new DoorOptions { ClientId = Client, Secret = secret, TokenLife = life } : null,
            },
            store, cancellation);
        var yaml = attacked._practice.TenantYaml(attacked.Ehr.BaseUrl);
        if (tokenLife is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(attacked.Home, "secret"), secret, cancellation);
            yaml = yaml.Replace("auth: { kind: none }", $"auth: {{ kind: client-secret, clientId: {Client}, clientSecret: file:../secret, tokenUrl: {new Uri(new Uri(attacked.Ehr.BaseUrl), "/oauth/token")} }}", StringComparison.Ordinal);
        }

        Directory.CreateDirectory(Path.Combine(attacked.Home, "tenants"));
        await File.WriteAllTextAsync(Path.Combine(attacked.Home, "tenants", "lakeside.yaml"), yaml, cancellation);
        return attacked;
    }

    /// <summary>Starts a close of the month in a process of its own.</summary>
    public ChildProcess Close(string? death = null, int hit = 1) => ChildProcess.Start(
        new ChildOrder(Clock.GetUtcNow(), Death: death, Hit: hit),
        ["month", "close", "--tenant", "lakeside", "--month", Month.ToString(), "--home", Home, "--json"]);

    /// <summary>Lets so much time pass that nothing is on its way any more.</summary>
    public void Settle() => Clock.Advance(s_settles);

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
        violations.AddRange(HistoryCheck.Violations(Ehr.History.Records, _practice.Truth));
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
        Directory.Delete(Home, recursive: true);
    }

    private async Task<ChildClose> CloseUndisturbedAsync(CancellationToken cancellation)
    {
        using var child = Close();
        return ChildClose.Of(await child.EndAsync(Patience, cancellation));
    }
}
