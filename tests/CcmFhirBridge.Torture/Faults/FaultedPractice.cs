using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Testing.Postgres;
using CcmFhirBridge.Torture.Children;
using CcmFhirBridge.Torture.Faults.Mistakes;
using CcmFhirBridge.Torture.Faults.Wire;

namespace CcmFhirBridge.Torture.Faults;

/// <summary>
/// A practice whose EHR stands behind a proxy, and the product in this process: it talks to the EHR over real sockets, and waits by a clock
/// that jumps.
/// </summary>
internal sealed class FaultedPractice : IAsyncDisposable
{
    // So long must nothing happen before the clock jumps: who computes sets no timer and moves no byte for a while.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(30);

    // And so long when nobody seems to wait: a jump is better than standing still for ever.
    private static readonly TimeSpan s_stuck = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(4);

    // What the practice has is older than any search index is slow.
    private static readonly TimeSpan s_age = TimeSpan.FromDays(1);

    private readonly BridgeHome _home = new(Directory.CreateTempSubdirectory("ccm-bridge-faults-").FullName);
    private readonly CarelessRelay? _careless;
    private string? _database;

    private FaultedPractice(AttackSetting setting, EmptyDatabases? databases, Mistake? mistake)
    {
        (Setting, Databases) = (setting, databases);
        Practice = SyntheticPractice.Generate(new PracticeOptions { Month = AttackedPractice.Month.FirstDay, Patients = setting.Patients, Seed = setting.Seed });
        Bills = [.. Practice.Truth.Where(patient => patient.Outcome == "bill")];
        Clock = new JumpingClock(AttackedPractice.Start - s_age, setting.RequestTimeout, LeaseTerms.RenewEvery);
        Proxy = new FaultProxy(Clock);
        _careless = mistake is null ? null : new CarelessRelay(mistake, Clock) { Target = Proxy.Address };
    }

    public AttackSetting Setting { get; }

    /// <summary>Where its database is taken from; not asked for SQLite.</summary>
    public EmptyDatabases? Databases { get; }

    public GeneratedPractice Practice { get; }

    /// <summary>The bills that the generator's answers come to.</summary>
    public IReadOnlyList<PatientTruth> Bills { get; }

    public JumpingClock Clock { get; }

    public FaultProxy Proxy { get; }

    public SimulatedEhr Ehr { get; private set; } = null!;

    /// <summary>Requests that write everything, when none is lost.</summary>
    public int Writes => AttackedPractice.Ladder[Setting.Rung] == "transaction" ? Bills.Count : Bills.Sum(bill => bill.Lines.Count + 1);

    /// <summary>Starts an EHR with the practice in it, and a home that knows nothing yet.</summary>
    /// <param name="setting">Which practice, EHR and store.</param>
    /// <param name="databases">Where its database is taken from; not asked for SQLite.</param>
    /// <param name="page">Most entries a page; null for as many as EHRs use to give.</param>
    /// <param name="mistake">What is done wrongly between the product and the proxy; null for nothing.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<FaultedPractice> StartAsync(AttackSetting setting, EmptyDatabases? databases, int? page, Mistake? mistake, CancellationToken cancellation)
    {
        var faulted = new FaultedPractice(setting, databases, mistake);
        var store = new FhirStore(faulted.Clock);
        faulted.Practice.LoadInto(store);
        faulted.Clock.Advance(s_age);
        var options = AttackedPractice.EhrOf(setting) with { Time = faulted.Clock, Origin = (faulted._careless ?? (Relay)faulted.Proxy).Address };
        faulted.Ehr = await SimulatedEhr.StartAsync(page is { } most ? options with { LargestPage = most } : options, store, cancellation);
        faulted.Proxy.Target = faulted.Ehr.Address;
        await AttackedPractice.WriteTenantAsync(faulted._home, faulted.Practice, faulted.Ehr.BaseUrl, setting, cancellation);
        if (setting.Store == AttackStore.Postgres)
        {
            faulted._database = await (databases ?? throw new InvalidOperationException(PostgresServer.Missing)).TakeAsync();
            faulted._home.StoreIn(faulted._database);
        }

        return faulted;
    }

    /// <summary>Closes the month.</summary>
    public async Task<ChildClose> CloseAsync(CancellationToken cancellation)
    {
        var (exit, output, _) = await RunAsync(
            ["month", "close", "--tenant", AttackedPractice.Tenant, "--month", AttackedPractice.Month.ToString(), "--json"], cancellation);
        return ChildClose.Of(new ChildEnd(exit, output, "", Overdue: false));
    }

    /// <summary>What has not come to rest in the ledger.</summary>
    public async Task<IReadOnlyList<OpenEntry>> OpenAsync(CancellationToken cancellation)
    {
        var (exit, output, error) = await RunAsync(["outbox", "list", "--tenant", AttackedPractice.Tenant, "--json"], cancellation);
        if (exit != 0)
            throw new InvalidOperationException($"outbox list ended with {exit}: {error}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => OpenEntry.Of(JsonElement.Parse(line)))];
    }

    /// <summary>Lets so much time pass that nothing is on its way any more.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        Clock.Advance(AttackedPractice.Settles);
        await Proxy.UntilEmptyAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_careless is not null)
            await _careless.DisposeAsync();
        await Proxy.DisposeAsync();
        await Ehr.DisposeAsync();
        if (_database is not null)
            await Databases!.GiveBackAsync(_database);
        Directory.Delete(_home.Path, recursive: true);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string[] command, CancellationToken cancellation)
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
            Folder = _home.Path,
            Variable = name => name == "CCM_BRIDGE_HOME" ? _home.Path : null,
            ShowsProgress = false,
            Colour = false,
            User = "torture",
        };
        var running = Task.Run(() => BridgeCommands.RunAsync(command, environment, cancellation), cancellation);
        await DriveAsync(running, string.Join(' ', command), cancellation);
        return (await running, Encoding.UTF8.GetString(raw.ToArray()), error.ToString());
    }

    // Where everybody waits, time passes until the first of them has waited enough.
    private async Task DriveAsync(Task running, string what, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var (seen, quietSince) = (-1L, began);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(s_between, TimeProvider.System, cancellation));
            var changes = Clock.Changes + Proxy.Changes;
            if (changes != seen || Proxy.IsMoving)
            {
                (seen, quietSince) = (changes, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(quietSince) > (Clock.IsWaitedFor || Proxy.IsHolding ? s_quiet : s_stuck))
            {
                Clock.Jump();
                quietSince = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(began) > AttackedPractice.Patience)
                throw new TimeoutException($"'{what}' does not end");
        }
    }
}
