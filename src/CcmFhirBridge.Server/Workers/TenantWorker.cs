using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Workers;

/// <summary>
/// Keeps one tenant right, for ever: recover, then sync, assess, close, write back, wait. Nothing is sent before the EHR has answered for
/// what an earlier process left in flight. A pass that fails is told, counted and tried again later; only cancellation ends the worker.
/// While another process works for the tenant this one stands by and takes over once its lease has ended.
/// </summary>
public sealed class TenantWorker
{
    private static readonly TimeSpan s_standBy = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_afterItsEnd = TimeSpan.FromMilliseconds(100);

    private readonly ITenantRuns _runs;
    private readonly TimeProvider _time;
    private readonly BridgeMeter _meter;
    private readonly ILogger _log;
    private readonly HashSet<ServiceMonth> _closed = [];
    private readonly SpanTrail _trail = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _interruption;
    private WorkerStatus _status;
    private bool _letGo;
    private bool _passes;

    /// <summary>A worker that has not begun.</summary>
    /// <param name="runs">The steps of its tenant.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">What it counts on.</param>
    /// <param name="log">Where it tells.</param>
    /// <param name="before">Where the worker that it replaces stands; null for the first one of a tenant.</param>
    /// <param name="fromStart">Whether the service starts with it.</param>
    public TenantWorker(
        ITenantRuns runs, TimeProvider time, BridgeMeter meter, ILogger<TenantWorker> log, WorkerStatus? before = null, bool fromStart = false)
    {
        _runs = runs;
        _time = time;
        _meter = meter;
        _log = log;
        var now = time.GetUtcNow();
        _status = (before ?? new WorkerStatus { Tenant = Tenant.Slug, Every = Tenant.Ehr.SyncEvery, StartedAt = now, FromStart = fromStart }) with
        {
            Every = Tenant.Ehr.SyncEvery,
            Revision = Tenant.Revision,
            Settings = Tenant,
            NextDue = now,
            PassStartedAt = null,
        };
    }

    public WorkerStatus Status => Volatile.Read(ref _status);

    private Tenant Tenant => _runs.Tenant;

    public async Task RunAsync(CancellationToken cancellation)
    {
        _log.WorkerStarted(Tenant.Slug);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                // Paused, resumed or stopped: what was in flight is in the ledger and is asked for by the next pass.
            }
        }

        await SignLastAsync();
        await _runs.LetGoAsync();
        _log.WorkerStopped(Tenant.Slug, Status.Passes, Status.Failures);
    }

    /// <summary>Pauses the tenant, ending a pass that is going on as a stop would, or resumes it with null; the same again does nothing.</summary>
    public void Pause(TenantPause? pause)
    {
        if (pause == Status.Pause)
            return;
        if (pause is not null)
            _log.TenantPaused(Tenant.Slug, pause.Since);
        else
            _log.TenantResumed(Tenant.Slug);
        var now = _time.GetUtcNow();
        // What stood still because somebody wanted it is not late.
        Change(status => pause is null ? status with { Pause = null, StartedAt = now, NextDue = now } : status with { Pause = pause });
        lock (_gate)
            _interruption?.Cancel();
    }

    // One pass and the wait after it, or the wait for the end of a pause.
    private async Task TurnAsync(CancellationToken cancellation)
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_gate)
            _interruption = interruption;
        try
        {
            var wait = Timeout.InfiniteTimeSpan;
            if (Status.Pause is null)
            {
                wait = await TryPassAsync(interruption.Token);
                await CountAsync(interruption.Token);
                Change(status => status with { NextDue = _time.GetUtcNow() + wait });
            }
            else if (Status.Figures is null)
            {
                await CountAsync(interruption.Token);
            }

            await Task.Delay(wait, _time, interruption.Token);
        }
        finally
        {
            lock (_gate)
                _interruption = null;
        }
    }

    private async Task<TimeSpan> TryPassAsync(CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var failures = Status.Failures;
        var wait = await TracedPassAsync(cancellation);
        _meter.Passed(Tenant.Slug, _time.GetElapsedTime(started), failed: Status.Failures > failures);
        return wait;
    }

    // Also after a failed pass: what waits in a store goes on waiting while an EHR is down.
    private async Task CountAsync(CancellationToken cancellation)
    {
        try
        {
            var figures = await _runs.FiguresAsync(ClosingCalendar.Current(Tenant, _time.GetUtcNow()), cancellation);
            Change(status => status with { Figures = figures });
            await _runs.RestAsync(cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // Who watches must not stop who works: the figures before stay, with the time at which they were read.
            _log.FiguresFailed(Tenant.Slug, FailureKind.Of(exception).Code, exception.GetType().Name);
        }
    }

    private async Task<TimeSpan> TracedPassAsync(CancellationToken cancellation)
    {
        using var span = BridgeMeter.Activities.StartActivity("ccm.pass");
        span?.SetTag(BridgeMeter.TenantLabel, Tenant.Slug);
        Change(status => status with { PassStartedAt = _time.GetUtcNow() });
        try
        {
            await AloneAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (TenantPausedException paused)
        {
            Pause(paused.Pause);
            throw new OperationCanceledException(cancellation);
        }
        catch (LeaseException held) when (held.Failure == LeaseFailure.Held)
        {
            return StandBy(held);
        }
        catch (Exception exception)
        {
            // The edge of the loop: whatever one pass throws must not end the worker nor reach another tenant.
            var wait = Failed(exception, span);
            await StepBackAsync();
            return wait;
        }
        finally
        {
            Change(status => status with { PassStartedAt = null });
        }

        Change(status => status with { LastSuccess = _time.GetUtcNow(), Passes = status.Passes + 1, FailuresInARow = 0, StandsBySince = null });
        var next = _passes ? Tenant.Ehr.SyncEvery : PassSpread.FirstWait(Tenant.Slug, Tenant.Ehr.SyncEvery);
        _passes = true;
        return next;
    }

    private async Task StepBackAsync()
    {
        try
        {
            await _runs.StepBackAsync();
        }
        catch (Exception exception)
        {
            // The pass has failed and said why. Whatever cannot be given back ends by itself, and everything is opened anew.
            _letGo = true;
            _log.StepBackFailed(Tenant.Slug, FailureKind.Of(exception).Code, exception.GetType().Name);
        }
    }

    private async Task AloneAsync(CancellationToken cancellation)
    {
        // A store that failed may have been put right from outside: only opening it again shows that.
        if (_letGo)
            await _runs.LetGoAsync();
        _letGo = false;
        await using var right = await _runs.BeginAsync(cancellation);
        if (Status.RecoveredAt is null)
            await RecoverAsync(cancellation);
        await PassAsync(cancellation);
    }

    private async Task RecoverAsync(CancellationToken cancellation)
    {
        using var span = Step("ccm.recover");
        WriteBackPass answered;
        try
        {
            answered = await _runs.WriteBackAsync(cancellation);
        }
        catch (LedgerIntegrityException)
        {
            // What was in flight was asked for. The pass reads on, and its own write-back fails it with the same.
            return;
        }

        _meter.WroteBack(Tenant.Slug, answered);
        _log.Recovered(Tenant.Slug, answered.Confirmed, answered.InDoubt);
        Change(status => status with { RecoveredAt = _time.GetUtcNow() });
    }

    private async Task PassAsync(CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        TenantPass read;
        using (var span = Step("ccm.sync"))
        {
            read = await _runs.SyncAsync(cancellation);
            _trail.Read(span, read);
        }

        await SignAsync(cancellation);
        foreach (var news in read.News)
            _log.EhrNews(Tenant.Slug, news);

        _meter.Synced(Tenant.Slug, read);

        var brokenMonth = await MonthsAsync(cancellation);

        WriteBackPass written;
        using (var span = Step("ccm.write-back"))
        {
            _trail.LinkTo(span);
            written = await _runs.WriteBackAsync(cancellation);
            span?.SetTag("ccm.sent", written.Sent).SetTag("ccm.confirmed", written.Confirmed);
        }

        _meter.WroteBack(Tenant.Slug, written);
        await SignAsync(cancellation);
        _log.PassDone(
            Tenant.Slug, read.Read, read.Changed, read.Gaps, written.Sent, written.Confirmed, written.Held, written.InDoubt,
            (long)_time.GetElapsedTime(started).TotalMilliseconds);
        brokenMonth?.Throw();
    }

    private async Task SignAsync(CancellationToken cancellation)
    {
        if (await _runs.AnchorAsync(isStop: false, cancellation) is { } anchor)
            Tell(anchor);
    }

    private async Task SignLastAsync()
    {
        try
        {
            if (await _runs.AnchorAsync(isStop: true, CancellationToken.None) is { } anchor)
                Tell(anchor);
        }
        catch (Exception exception)
        {
            // The worker ends all the same; the next one signs.
            _log.AnchorFailed(Tenant.Slug, FailureKind.Of(exception).Code, exception.GetType().Name);
        }
    }

    private void Tell(AuditAnchor anchor) => _log.TrailSigned(Tenant.Slug, anchor.Sequence, anchor.Hash, anchor.At, anchor.Key, anchor.Signature);

    // A month that cannot be assessed or closed stops neither the other months nor the write-back; the pass has failed all the same.
    private async Task<ExceptionDispatchInfo?> MonthsAsync(CancellationToken cancellation)
    {
        ExceptionDispatchInfo? broken = null;
        var now = _time.GetUtcNow();
        var current = ClosingCalendar.Current(Tenant, now);
        var due = ClosingCalendar.Due(Tenant, now).Where(month => month == current.Previous || !_closed.Contains(month)).ToHashSet();
        foreach (var month in due.Append(current.Previous).Append(current).Distinct().Order())
        {
            try
            {
                await MonthAsync(month, due.Contains(month), cancellation);
            }
            catch (Exception exception) when (exception is not EhrException && !cancellation.IsCancellationRequested)
            {
                _log.MonthFailed(Tenant.Slug, month, FailureKind.Of(exception).Code);
                broken ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        return broken;
    }

    private async Task MonthAsync(ServiceMonth month, bool due, CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        using (var span = Step("ccm.assess", month))
        {
            _trail.LinkTo(span);
            await _runs.AssessAsync(month, cancellation);
        }

        _meter.Assessed(Tenant.Slug, _time.GetElapsedTime(started));
        if (!due)
            return;

        using var closing = Step("ccm.close", month);
        _trail.LinkTo(closing);
        var state = await _runs.CloseAsync(month, cancellation);
        if (state != MonthState.Closed)
            _closed.Remove(month);
        _trail.Closed(closing, state);
        if (state == MonthState.Closed && _closed.Add(month))
            _log.MonthClosed(Tenant.Slug, month);
    }

    // What an earlier holder left behind has to be asked for again by whoever takes over.
    private TimeSpan StandBy(LeaseException held)
    {
        if (Status.StandsBySince is null)
            _log.StandsBy(Tenant.Slug, held.Message);
        Change(status => status with { StandsBySince = status.StandsBySince ?? _time.GetUtcNow(), RecoveredAt = null, FailuresInARow = 0 });
        // Months may be reopened while somebody else works for the tenant.
        _closed.Clear();
        // Whoever died renews no more: that is seen as soon as its lease has ended, and not at the next look.
        return held.EndsIn + s_afterItsEnd is { } ended && ended < s_standBy ? ended : s_standBy;
    }

    private TimeSpan Failed(Exception exception, Activity? span)
    {
        var kind = FailureKind.Of(exception);
        var inARow = Status.FailuresInARow + 1;
        var wait = Backoff.After(inARow);
        _letGo = !kind.OfEhr;
        _passes = false;
        Change(status => status with
        {
            StandsBySince = null,
            LastFailure = new WorkerFailure(kind, _time.GetUtcNow()),
            Failures = status.Failures + 1,
            FailuresInARow = inARow,
        });
        _meter.Failed(Tenant.Slug, kind);
        span?.SetStatus(ActivityStatusCode.Error, kind.Code);

        // Only the messages of our own exceptions are promised to carry no patient data; of all others the type and the place must do.
        if (exception is EhrException)
            _log.EhrFailed(Tenant.Slug, kind.Code, inARow, (long)wait.TotalSeconds, exception.Message);
        else if (exception is StoreException or LeaseException)
            _log.OwnSideFailed(Tenant.Slug, kind.Code, inARow, (long)wait.TotalSeconds, exception.Message);
        else
            _log.PassFailed(Tenant.Slug, kind.Code, inARow, (long)wait.TotalSeconds, exception.GetType().Name, kind.Advice, exception.StackTrace);
        return wait;
    }

    private void Change(Func<WorkerStatus, WorkerStatus> change) => ImmutableInterlocked.Update(ref _status, change);

    private Activity? Step(string name, ServiceMonth? month = null)
    {
        var span = BridgeMeter.Activities.StartActivity(name);
        span?.SetTag(BridgeMeter.TenantLabel, Tenant.Slug);
        if (month is { } stated)
            span?.SetTag("ccm.month", stated.ToString());
        return span;
    }
}
