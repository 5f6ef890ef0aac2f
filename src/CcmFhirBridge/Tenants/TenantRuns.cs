using System.Runtime.ExceptionServices;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Tenants;

/// <summary>
/// The steps of one tenant for the service: the same runs that the commands call. Its store and connection are opened by the first pass and
/// stay open between passes.
/// </summary>
internal sealed class TenantRuns(BridgeHome home, HomeStores stores, Tenant tenant, TimeProvider time, string owner) : ITenantRuns
{
    private const int MostRefusals = 2;

    private readonly CloseRetry _closing = new(tenant.Ehr.SyncEvery, time);

    private TenantSession? _session;
    private TenantHold? _hold;
    private DateOnly? _lookedOn;
    private bool _synced;
    private AuditAnchor? _signedMeanwhile;
    private int _refusals;
    private ExceptionDispatchInfo? _broken;

    public Tenant Tenant => tenant;

    private TenantSession Session => _session ?? throw NotBegun();

    private HeldLease Lease => _hold?.Lease ?? throw NotBegun();

    public async Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation)
    {
        PauseFile.Refuse(home, tenant.Slug);
        _session ??= await TenantSession.OpenAsync(home, stores, tenant, time, cancellation);
        return _hold = await _session.HoldAsync(owner, cancellation);
    }

    public async Task LetGoAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        await session.DisposeAsync();
    }

    public Task StepBackAsync() => _session is { } session ? session.GiveLeaseBackAsync() : Task.CompletedTask;

    public Task RestAsync(CancellationToken cancellation) => _session is { } session ? session.Store.RestAsync(cancellation) : Task.CompletedTask;

    public async Task<TenantPass> SyncAsync(CancellationToken cancellation)
    {
        var report = await KnownAsync(SignMeanwhileAsync(Session.SyncAndCatchUp().RunAsync(full: false, progress: null, cancellation), cancellation));
        _synced = true;
        if (report.StatementChange is not null)
            _closing.Forget();
        var stored = report.Stored;
        return new TenantPass(report.Read, stored.Added + stored.Changed + report.Deleted, stored.Unreadable)
        {
            Types = [.. report.Types.Select(type => new TypePass(type.ResourceType, type.Read, type.Stored.Unreadable))],
            News = report.News,
        };
    }

    public Task AssessAsync(ServiceMonth month, CancellationToken cancellation) => Session.Assessments().RunAsync(month, cancellation);

    public async Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var before = await Session.Store.FindAsync(month, cancellation);
        // Who reopened a month says when it is closed again.
        if (before.State == MonthState.Reopened || (before.State == MonthState.InReview && ReleaseGate.IsReadCompletely(Tenant, before)))
            return before.State;
        if (before.State != MonthState.Closed && _closing.MustWait)
            return before.State;
        var report = await ClosingAsync(Session.Close().RunAsync(month, progress: null, cancellation));
        if (report.Result == CloseResult.Incomplete)
            _closing.ReadInPart();
        else if (report.Sync is not null)
            _closing.Forget();
        if (report.Result is CloseResult.Closed or CloseResult.AlreadyClosed)
            await Session.Release().RunAsync(month, Lease, cancellation);
        return report.Month.State;
    }

    // One that fails costs the EHR as much as one that is not whole, and what is to leave must not wait for it.
    private async Task<MonthCloseReport> ClosingAsync(Task<MonthCloseReport> closing)
    {
        try
        {
            return await closing;
        }
        catch (EhrException)
        {
            _closing.ReadInPart();
            throw;
        }
    }

    public async Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation)
    {
        _broken = null;
        var report = new WriteBackReport();
        await KeepingAsync(async () => report = await KnownAsync(Session.WriteBackAsync(Lease, released: null, cancellation)));
        var outstanding = await Session.Store.OutstandingAsync(cancellation);
        await LookThroughClosedMonthsAsync(cancellation);
        _broken?.Throw();
        var inDoubt = outstanding.Count(entry => entry.State is LedgerState.Sending or LedgerState.InDoubt);
        return new WriteBackPass(report.Sent, report.Confirmed, report.Quarantined, inDoubt);
    }

    // An EHR that refuses us also with a fresh token does so until somebody looks; asking on may lock the client out.
    private async Task<T> KnownAsync<T>(Task<T> asking)
    {
        try
        {
            var answer = await asking;
            _refusals = 0;
            return answer;
        }
        catch (EhrException refused) when (refused.Failure == EhrFailure.Unauthorized)
        {
            if (++_refusals >= MostRefusals)
                PauseFile.Pause(home, tenant.Slug, new TenantPause(time.GetUtcNow(), TenantPause.Bridge, "the EHR refused our credentials twice in a row"));
            throw;
        }
    }

    // That one month was changed beside the bridge is told once the others have had what they need.
    private async Task KeepingAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (LedgerIntegrityException broken)
        {
            _broken ??= ExceptionDispatchInfo.Capture(broken);
        }
    }

    // Each once a practice day, and not while a start recovers: they compute every bill of closed months anew.
    private async Task LookThroughClosedMonthsAsync(CancellationToken cancellation)
    {
        if (!_synced)
            return;
        await KeepingAsync(() => Session.DailyComparison.RunAsync(cancellation));
        var today = tenant.TimeZone.DayOf(time.GetUtcNow());
        if (_lookedOn == today)
            return;
        await JudgeHeldAsync(cancellation);
        await KeepingAsync(() => Session.Corrections().RunAsync(cancellation));
        if (_broken is null)
            _lookedOn = today;
    }

    // The month before is judged in every pass. What is held of an older one may speak for leaving again, and nothing else would find that out before a start.
    private async Task JudgeHeldAsync(CancellationToken cancellation)
    {
        var unsettled = await Session.Store.UnsettledAsync(cancellation);
        foreach (var month in unsettled.Where(entry => entry.State == LedgerState.Held).Select(entry => entry.Slot.Month).Distinct().Order())
        {
            if ((await Session.Store.FindAsync(month, cancellation)).State == MonthState.Closed)
                await KeepingAsync(() => Session.Release().RunAsync(month, Lease, cancellation));
        }
    }

    public async Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation)
    {
        var meanwhile = _signedMeanwhile;
        _signedMeanwhile = null;
        return _session is { } session ? await session.AnchorAsync(isStop, cancellation) ?? meanwhile : meanwhile;
    }

    // A first read may take hours. What cannot be signed meanwhile is signed after it, or fails the pass then.
    private async Task<T> SignMeanwhileAsync<T>(Task<T> reading, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            while (await Task.WhenAny(reading, Task.Delay(AuditAnchoring.Every, time, done.Token)) != reading && !cancellation.IsCancellationRequested)
                _signedMeanwhile = await Session.AnchorAsync(isStop: false, cancellation) ?? _signedMeanwhile;
        }
        catch (Exception failure) when (failure is StoreException or StaleFenceException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // The read goes on, and its own failure is the one that is told.
        }
        finally
        {
            await done.CancelAsync();
        }

        return await reading;
    }

    // Without a session nothing was opened yet, or nothing could be: then the store is only looked at.
    public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) =>
        (_session?.Store ?? stores.LookAt(tenant.Slug)).FiguresAsync(month, cancellation);

    private static InvalidOperationException NotBegun() => new("A pass begins before its first step.");
}
