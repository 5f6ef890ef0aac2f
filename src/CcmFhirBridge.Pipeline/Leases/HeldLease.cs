using System.Data.Common;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>
/// A lease in the hands of its owner, renewed every few seconds until it is given back. What is left of it is measured from before the store was
/// asked, by whichever clock says that more time has passed: whether somebody sets the one on the wall or the machine is suspended and the other stands
/// still, the owner never believes to hold it for longer than it does. A clock on the wall that is set forward by more than <see cref="LeaseTerms.Margin"/>
/// is another clock from then on.
/// </summary>
public sealed class HeldLease : ILease, IAsyncDisposable
{
    private readonly ILeaseStore _store;
    private readonly LeaseTerms _terms;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;
    private readonly Lease _lease;
    private volatile WallClock _clock;
    private volatile Moment _granted;
    private volatile bool _lost;

    private HeldLease(ILeaseStore store, Lease lease, LeaseTerms terms, TimeProvider time, Moment granted)
    {
        _store = store;
        _lease = lease;
        _terms = terms;
        _time = time;
        _granted = granted;
        _clock = new WallClock(granted, lease.ClockHoldsSince);
        _renewing = RenewAsync(_end.Token);
    }

    public long Fence => _lease.Fence;

    // Two that see the clock set at once both say that it holds from now on.
    public DateTimeOffset ClockHoldsSince
    {
        get
        {
            var now = Moment.Of(_time);
            if (_clock.Seen.JumpTo(now, _time) > LeaseTerms.Margin)
                _clock = new WallClock(now, now.At);
            return _clock.HoldsSince;
        }
    }

    /// <summary>What is left; zero once it is lost.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _terms.Term - _granted.Since(_time);
            return _lost || left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>Takes the tenant (<see cref="ILeaseStore.TakeLeaseAsync"/>) and keeps it until disposed.</summary>
    public static async Task<HeldLease> TakeAsync(
        ILeaseStore store, string owner, LeaseTerms terms, string? place, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(time);
        var granted = Moment.Of(time);
        CrashPoint.Reach(CrashPoint.LeaseTaking);
        var lease = await store.TakeLeaseAsync(new LeaseTaker(owner, place, granted.At), terms.Term, cancellation);
        CrashPoint.Reach(CrashPoint.LeaseTaken);
        // Whoever had it before may have recorded until the store gave the answer.
        var isAnew = lease.ClockHoldsSince == granted.At;
        return new HeldLease(store, isAnew ? lease with { ClockHoldsSince = time.GetUtcNow() } : lease, terms, time, granted);
    }

    /// <summary>Asks the store whether it is still held, and prolongs it if so: for an owner who did not work for a while.</summary>
    public async Task<bool> ConfirmAsync(CancellationToken cancellation)
    {
        await RenewOnceAsync(cancellation);
        return Remaining > TimeSpan.Zero;
    }

    public void RequireForRequest()
    {
        var left = Remaining;
        if (_lost)
            throw new LeaseException(LeaseFailure.Lost, "Another process took the tenant over. Nothing more is sent; see that only one service runs for it.");
        if (left < _terms.Needed)
        {
            throw new LeaseException(
                LeaseFailure.TooShort,
                $"The lease runs out in {left.Ticks / TimeSpan.TicksPerSecond} s and a request may take {_terms.Needed.Ticks / TimeSpan.TicksPerSecond} s: nothing was sent. This process stood still or its store is slow; look at the machine's load and disk.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        _end.Dispose();
        try
        {
            CrashPoint.Reach(CrashPoint.LeaseReleasing);
            // Also what was lost: the store refuses every change under it until then.
            await _store.ReleaseLeaseAsync(_lease, CancellationToken.None);
        }
        catch (Exception error) when (IsOfStore(error))
        {
            // A store that takes nothing any more: the lease ends by expiring, or by the next holder's proof.
        }
    }

    private async Task RenewAsync(CancellationToken end)
    {
        try
        {
            while (!_lost)
            {
                await Task.Delay(LeaseTerms.RenewEvery, _time, end);
                await RenewOnceAsync(end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Given back.
        }
    }

    private async Task RenewOnceAsync(CancellationToken end)
    {
        var granted = Moment.Of(_time);
        try
        {
            CrashPoint.Reach(CrashPoint.LeaseRenewing);
            await _store.RenewLeaseAsync(_lease with { ClockHoldsSince = ClockHoldsSince }, _terms.Term, end);
            CrashPoint.Reach(CrashPoint.LeaseRenewed);
            _granted = granted;
        }
        catch (LeaseException)
        {
            _lost = true;
        }
        catch (Exception error) when (IsOfStore(error))
        {
            // What was granted runs on; the next renewal asks again, and no request begins on what is left too short.
        }
    }

    // Also what no store translates: a renewal that ended by it would keep the tenant locked for as long as the process lives.
    private static bool IsOfStore(Exception error) => error is StoreException or DbException;

    /// <summary>The clock on the wall.</summary>
    /// <param name="Seen">When it was last looked at after it had been set, or at first.</param>
    /// <param name="HoldsSince">Since when it is the one that sends are recorded by.</param>
    private sealed record WallClock(Moment Seen, DateTimeOffset HoldsSince);
}
