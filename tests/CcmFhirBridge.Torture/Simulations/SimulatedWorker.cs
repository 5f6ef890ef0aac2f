using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Torture.Simulations.Bugs;
using CcmFhirBridge.Torture.Simulations.Clocks;
using CcmFhirBridge.Torture.Simulations.Ehrs;
using CcmFhirBridge.Torture.Simulations.Practices;
using CcmFhirBridge.Torture.Simulations.Stores;

namespace CcmFhirBridge.Torture.Simulations;

/// <summary>One life of a process that works for the tenant: pass after pass of what the service does, all of it the product's own.</summary>
internal sealed class SimulatedWorker
{
    private const double GivesBack = 0.3;

    // The service judges the month before in every pass. Where nothing changed that must change nothing; it is most of the work, so until the faults are over it is tried now and then.
    private const double JudgesAgain = 0.1;

    // A person looks through the corrections and approves what a claim may correct.
    private const double Corrects = 0.3;

    private readonly SimulatedWorld _world;
    private readonly Actor _actor;
    private readonly string _machine;
    private readonly ActorTime _time;
    private readonly ILeaseStore _leases;
    private readonly SyncRun _sync;
    private readonly MonthClose _close;
    private readonly MonthReopening _reopening;
    private readonly ReleaseRun _release;
    private readonly CorrectionRun _corrections;
    private readonly CorrectionApproval _approval;
    private readonly WriteBackRun _writeBack;
    private readonly SqlTenantStore _store;
    private HeldLease? _lease;

    /// <summary>A worker that has not begun.</summary>
    /// <param name="world">Where it lives.</param>
    /// <param name="actor">Who it is.</param>
    /// <param name="clock">The clock of the machine that it runs on.</param>
    /// <param name="store">The store as its process has opened it.</param>
    /// <param name="beside">The store as another process has opened it.</param>
    /// <param name="bug">What is wrong with it.</param>
    public SimulatedWorker(SimulatedWorld world, Actor actor, MachineClock clock, SqlTenantStore store, SqlTenantStore beside, Bug bug)
    {
        var (tenant, engine, mapping) = (SimulatedPractice.Tenant, SimulatedPractice.Engine, new TimeLines());
        _world = world;
        _actor = actor;
        _store = store;
        _machine = clock.Machine;
        _time = new ActorTime(world.Schedule, actor, clock);
        var faults = new StoreFaults(world.Schedule, world.Moments, world.Faults, actor);
        _leases = new FaultyLeases(bug.IsFenced ? store : beside, faults);
        var ledger = bug.Ledger(new FaultyLedger(store, faults));
        var reader = bug.Reader(new SimulatedReader(world.Schedule, world.Moments, world.Faults, world.Truth, actor));
        var writer = bug.Writer(new SimulatedWriter(world.Schedule, world.Moments, world.Faults, world.Ehr, actor, tenant.Ehr.Timeout));
        var bodies = bug.Bodies(new TextBodies());
        var rules = new MonthRules(new ShippedRulePack(SimulatedPractice.Rules, "rules"u8.ToArray()), store, static _ => SimulatedPractice.Rules);
        _sync = new SyncRun(reader, store, mapping, tenant, _time);
        _close = new MonthClose(_sync, new AssessmentRun(store, store, mapping, rules, tenant, engine), store, rules, tenant, _time, engine);
        _release = new ReleaseRun(new ReleaseStores(store, store, store, ledger), mapping, rules, bodies, tenant, _time, engine);
        _reopening = new MonthReopening(store, ledger, new MonthSealing(store, store, ledger, _time), _time);
        _corrections = new CorrectionRun(store, store, store, ledger, _release, tenant, _time);
        _approval = new CorrectionApproval(new ReleaseStores(store, store, store, ledger), store, mapping, rules, bodies, writer, tenant, _time, engine);
        _writeBack = new WriteBackRun(ledger, writer, bodies, tenant, _time, bug.Settle(SettleTime.Of(tenant.Ehr)), store);
    }

    /// <summary>Passes until it dies.</summary>
    public async Task RunAsync()
    {
        while (!_actor.IsDead)
        {
            var (began, wait) = (_world.Schedule.Now, (From: 5, To: 60));
            try
            {
                await PassAsync();
                _world.Passed(began);
            }
            catch (LedgerIntegrityException alarm)
            {
                _world.Alarms.Add(alarm.Message);
                _world.Schedule.Tell($"{_actor} ALARM {alarm.Message}");
            }
            catch (LeaseException held) when (held.Failure == LeaseFailure.Held)
            {
                _world.Schedule.Tell($"{_actor} stands by");
                wait = (20, 120);
            }
            catch (Exception error) when (error is EhrException or StoreException or LeaseException or StaleFenceException or MonthReopeningException)
            {
                _world.Schedule.Tell($"{_actor} ends its pass: {error.GetType().Name}");
            }
            catch (DeathException)
            {
                // Nothing of it goes on.
            }
            catch (Exception unforeseen)
            {
                // The edge of the loop, as in the service: here nothing may come that nobody foresaw.
                _world.Alarms.Add(unforeseen.GetType().Name);
                _world.Schedule.Tell($"{_actor} ALARM {unforeseen}");
            }

            if (!_actor.IsDead)
                await Task.Delay(_world.Schedule.Between(wait.From, wait.To), _time, CancellationToken.None);
        }
    }

    private async Task PassAsync()
    {
        await _world.Moments.PassAsync(_actor);
        if (_lease is { Remaining: var left } && left == TimeSpan.Zero)
            GiveBack();
        _lease ??= await HeldLease.TakeAsync(_leases, _actor.Name, LeaseTerms.Of(SimulatedPractice.Tenant.Ehr), _machine, _time, CancellationToken.None);
        var lease = _lease;
        var changes = _world.Truth.Changes;
        var releases = _world.Released < changes || _world.IsCalm || _world.Schedule.Chance(JudgesAgain);
        if (releases)
            await ReleaseAsync(lease, changes);
        if (_world.Schedule.Chance(Corrects))
            await CorrectAsync(lease);
        await _writeBack.RunAsync(lease, (month, token) => _release.RunAsync(month, lease, token), releases ? SimulatedPractice.Months : null, CancellationToken.None);
        if (_world.Schedule.Chance(GivesBack))
            GiveBack();
    }

    // What has changed in the EHR since it last looked is read, and all months are judged anew: a closed one is opened again for it.
    private async Task ReleaseAsync(ILease lease, int changes)
    {
        var closed = true;
        foreach (var month in SimulatedPractice.Months)
        {
            var close = await _close.RunAsync(month, null, CancellationToken.None);
            if (close.Result == CloseResult.AlreadyClosed && _world.Released < changes)
            {
                await _reopening.RunAsync(month, lease, _actor.Name, "Minutes came late.", CancellationToken.None);
                close = await _close.RunAsync(month, null, CancellationToken.None);
            }

            closed &= close.Result is CloseResult.Closed or CloseResult.AlreadyClosed;
        }

        // The service reads again in every pass, and so a record that may not be whole; here that takes most of the time, and is done once nothing goes wrong any more.
        if (closed && _world.IsCalm && await AnyDoubtAsync())
            await _sync.RunAsync(full: true, null, CancellationToken.None);
        foreach (var month in SimulatedPractice.Months)
            await _release.RunAsync(month, lease, CancellationToken.None);
        if (closed && await IsSettledAsync())
            _world.Released = Math.Max(_world.Released, changes);
    }

    // The other one may have opened a month again since, and whoever is in doubt is held until nothing of the record is missing.
    private async Task<bool> IsSettledAsync()
    {
        foreach (var month in SimulatedPractice.Months)
        {
            if ((await _store.FindAsync(month, CancellationToken.None)).State != MonthState.Closed)
                return false;
        }

        return !await AnyDoubtAsync();
    }

    private async Task<bool> AnyDoubtAsync() => (await _store.DoubtsAsync(CancellationToken.None)).Count > 0;

    private async Task CorrectAsync(ILease lease)
    {
        foreach (var status in await _corrections.RunAsync(CancellationToken.None))
        {
            if (!status.IsOnItsWay && !(status.IsOpen && status.Correction.IsReplaceable))
                continue;
            try
            {
                await _approval.RunAsync(status, new ApprovalWord(_actor.Name, "The record changed.", null), lease, CancellationToken.None);
                _world.Schedule.Tell($"{_actor} approves {status.Correction.Identifier} R{status.Correction.Revision}: {status.Correction.Remedy}");
            }
            catch (CorrectionException refused)
            {
                _world.Schedule.Tell($"{_actor} may not: {refused.Message}");
            }
        }
    }

    // While it is given back nobody else moves: the cancellation in it is done by another thread.
    private void GiveBack()
    {
        if (_lease is not { } lease)
            return;
        _lease = null;
#pragma warning disable VSTHRD002 // Nothing that it waits for needs this thread.
        _world.Schedule.As(null, () => lease.DisposeAsync().AsTask().GetAwaiter().GetResult());
#pragma warning restore VSTHRD002
    }
}
