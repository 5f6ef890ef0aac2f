using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Torture.Simulations.Bugs;
using CcmFhirBridge.Torture.Simulations.Clocks;
using CcmFhirBridge.Torture.Simulations.Ehrs;
using CcmFhirBridge.Torture.Simulations.Practices;
using CcmFhirBridge.Torture.Simulations.Stores;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>
/// One history: a practice, its EHR, its store and two workers that want the tenant, while things go wrong; then nothing goes wrong any more,
/// until all is quiet.
/// </summary>
internal sealed class SimulatedWorld
{
    /// <summary>How a violation begins that says that too little happened, and nothing of the product.</summary>
    public const string Thin = "thin";

    public const int LeastOperations = 200;
    public const int LeastFaults = 10;

    private const int MostFaults = 18;
    private const int MostSteps = 40_000;
    private const int Workers = 2;

    // Lag of searches, in seconds; servers have been seen that show a create a minute late.
    private static readonly double[] s_lags = [0, 5, 60, 60];

    // An in-doubt entry is asked for again after the settle time, and may have to be sent twice more; clocks may be ten minutes apart meanwhile.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    private readonly Actor[] _actors = new Actor[Workers];
    private readonly MachineClock[] _clocks = new MachineClock[Workers];
    private readonly Bug _bug;
    private readonly List<SqlTenantStore> _opened = [];
    private SqlTenantStore _store = null!;
    private Func<SqlTenantStore> _open = null!;
    private DateTimeOffset? _calmSince;
    private bool _quiet;
    private int _lives;

    public SimulatedWorld(int seed, Bug bug)
    {
        _bug = bug;
        Schedule = new Schedule(seed, SimulatedPractice.Start);
        var random = Schedule.Random;
        Faults = new FaultPlan(Schedule, random.Next(LeastFaults, MostFaults + 1));
        Moments = new Moments(Schedule, Faults);
        Schedule.DiesAt = Moments.DiesAt;
        Truth = new GeneratedTruth(random);
        Ehr = new RecordingEhr(Schedule, (WriteVerb)random.Next(5), together: random.Next(3) == 0, TimeSpan.FromSeconds(s_lags[random.Next(s_lags.Length)]), () => Released);
    }

    public Schedule Schedule { get; }

    public FaultPlan Faults { get; }

    public Moments Moments { get; }

    public GeneratedTruth Truth { get; }

    public RecordingEhr Ehr { get; }

    /// <summary>Up to which change of the practice somebody has read it and judged all months.</summary>
    public int Released { get; set; }

    /// <summary>What the ledger refused as contradicting itself.</summary>
    public List<string> Alarms { get; } = [];

    /// <summary>Lives the history and judges it.</summary>
    public async Task<SimulationResult> RunAsync(StoreTemplate template)
    {
        var time = new ActorTime(Schedule, new Actor("store"));
        _store = template.Open(SimulatedPractice.Tenant, time, out var path);
        _open = () => SqliteTenantStore.Open(path, SimulatedPractice.Tenant.Slug, time);
        try
        {
            Begin();
            var steps = 0;
            while (!_quiet && steps++ < MostSteps && Schedule.Step())
            {
                Restart();
                if (_calmSince is null && Faults.IsOver && Schedule.Operations >= LeastOperations)
                    Calm();
                if (_calmSince + s_patience < Schedule.Now)
                    break;
            }

            var ledger = new List<LedgerEntry>();
            foreach (var month in SimulatedPractice.Months)
                ledger.AddRange(await _store.MonthAsync(month, CancellationToken.None));
            var violations = new SimulationCheck(Truth, Ehr, ledger).Violations().Concat(Alarms.Select(alarm => $"alarm: {alarm}")).ToList();
            if (_calmSince is null)
                violations.Add($"{Thin}: {Schedule.Operations} operations and {Faults.Struck} faults");
            else if (!_quiet)
                violations.Add($"not quiet {s_patience.TotalMinutes} minutes after the last fault");
            return new SimulationResult(Schedule.Operations, Faults.Struck, violations, Schedule.History);
        }
        finally
        {
            foreach (var opened in _opened.Append(_store))
                await opened.DisposeAsync();
            StoreTemplate.Forget(path);
        }
    }

    /// <summary>Whether the last fault is over.</summary>
    public bool IsCalm => _calmSince is not null;

    /// <summary>A worker went through a pass without an error.</summary>
    public void Passed(DateTimeOffset began)
    {
        // Reading takes no time here: one that began in the same moment may have met the last fault.
        if (_calmSince is not { } calm || began <= calm)
            return;
#pragma warning disable VSTHRD002 // Reading a file database ends before it returns.
        var outstanding = _store.OutstandingAsync(CancellationToken.None).GetAwaiter().GetResult();
        // Whoever may not have been read whole is held, also where another worker has seen everything before.
        var doubts = _store.DoubtsAsync(CancellationToken.None).GetAwaiter().GetResult().Count > 0;
        // What the EHR would not let be taken back waits for a person, and so does the revision that follows it.
        var waits = _store.TakeBacksAsync(CancellationToken.None).GetAwaiter().GetResult().Where(back => back.State == LedgerState.Quarantined).Select(back => back.Slot).ToHashSet();
#pragma warning restore VSTHRD002
        _quiet = Released == Truth.Changes && !doubts && outstanding.All(entry => entry.State == LedgerState.Planned && (waits.Contains(entry.Slot) || WaitsForItsClaim(entry)));
    }

    private bool WaitsForItsClaim(LedgerEntry entry)
    {
#pragma warning disable VSTHRD002 // As above.
        var slot = _store.SlotAsync(entry.Slot, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        return entry.Code is not null && !slot.Any(other => other is { Code: null, State: LedgerState.Confirmed } && other.Revision == entry.Revision);
    }

    private void Begin()
    {
        if (Schedule.Chance(0.15))
            RememberOlder();
        for (var worker = 0; worker < Workers; worker++)
        {
            _clocks[worker] = new MachineClock(Schedule, $"m{worker + 1}");
            Live(worker);
        }

        for (var late = Schedule.Random.Next(3); late > 0; late--)
        {
            Schedule.After(Schedule.Between(0, 300), () =>
            {
                var line = Truth.Log(Schedule.Random.Next(1, Truth.Patients + 1), SimulatedPractice.Months[Schedule.Random.Next(2)], Schedule.Random.Next(5, 31));
                Schedule.Tell($"LATE {line}");
            });
        }
    }

    // A claim of an installation whose ledger is lost, at its second revision.
    private void RememberOlder()
    {
        var (patient, month) = (Schedule.Random.Next(1, Truth.Patients + 1), SimulatedPractice.Months[Schedule.Random.Next(2)]);
        var bill = Truth.Bills(new PatientMonthKey($"Patient/p{patient}", month.ToString()))[0];
        if (bill.Length == 0)
            return;
        var claim = ClaimIdentifiers.Claim(SimulatedPractice.Tenant.Slug, $"p{patient}", month);
        Ehr.Remember("Claim", claim, ClaimIdentifiers.ClaimRevision(claim, 2), Body("Claim", claim, patient, month, bill));
        foreach (var line in bill.Split(','))
        {
            var code = line.Split('x')[0];
            Ehr.Remember("ChargeItem", ClaimIdentifiers.Charge(claim, code), ClaimIdentifiers.ChargeRevision(claim, 2, code), Body("ChargeItem", claim, patient, month, line));
        }
    }

    private static string Body(string type, string claim, int patient, ServiceMonth month, string lines) =>
        $"{type}|{claim}|R2|Patient/p{patient}|{month}|{lines}|before";

    private void Calm()
    {
        _calmSince = Schedule.Now;
        Schedule.Tell("CALM");
    }

    private void Live(int worker)
    {
        var actor = new Actor($"w{worker + 1}.{++_lives}");
        _actors[worker] = actor;
        Schedule.Tell($"{actor} starts");
        var store = _open();
        _opened.Add(store);
        Schedule.Turn(actor, () => _ = new SimulatedWorker(this, actor, _clocks[worker], store, _store, _bug).RunAsync());
    }

    private void Restart()
    {
        for (var worker = 0; worker < Workers; worker++)
        {
            if (!_actors[worker].IsDead)
                continue;
            var dead = worker;
            Schedule.Tell($"{_actors[worker]} is dead");
            _actors[worker] = new Actor("none");
            Schedule.After(Schedule.Between(1, 90), () => Live(dead));
        }
    }
}
