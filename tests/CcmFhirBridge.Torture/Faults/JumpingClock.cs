namespace CcmFhirBridge.Torture.Faults;

/// <summary>
/// A clock that stands still until it jumps to what it was asked to wait for: a backoff of minutes, or the end of a request's patience, costs
/// no time. What elapsed is told by the same clock.
/// </summary>
/// <param name="start">Where it begins.</param>
/// <param name="patience">Spans that are set as bounds and not waited for, such as how long a request may take: they alone are no reason to jump.</param>
internal sealed class JumpingClock(DateTimeOffset start, params TimeSpan[] patience) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<JumpTimer> _waiting = [];
    private DateTimeOffset _now = start;
    private long _changes;

    /// <summary>Grows with each timer that is set, stopped or fired: somebody is at work.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Whether somebody waits for time to pass, and not only for somebody else for so long at most.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_gate)
                return _waiting.Exists(timer => !patience.Contains(timer.Span));
        }
    }

    /// <summary>To the next moment for which a timer is set; nothing happens when none is.</summary>
    public void Jump()
    {
        if (Earliest(DateTimeOffset.MaxValue) is { } due)
            Advance(due - GetUtcNow());
    }

    /// <summary>Lets time pass; what falls due on the way happens in its order.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (Earliest(until) is { } due)
            Fire(due);
        lock (_gate)
            _now = until > _now ? until : _now;
    }

    private DateTimeOffset? Earliest(DateTimeOffset until)
    {
        lock (_gate)
            return _waiting.Where(timer => timer.Due <= until).Min(timer => timer.Due);
    }

    private void Fire(DateTimeOffset due)
    {
        List<JumpTimer> fired;
        lock (_gate)
        {
            _now = due > _now ? due : _now;
            fired = [.. _waiting.Where(timer => timer.Due <= _now)];
            foreach (var timer in fired)
            {
                timer.Due = timer.Period > TimeSpan.Zero ? _now + timer.Period : null;
                if (timer.Due is null)
                    _waiting.Remove(timer);
            }
        }

        Interlocked.Increment(ref _changes);
        foreach (var timer in fired)
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((JumpTimer)state!).Call(), timer);
    }

    private sealed class JumpTimer(JumpingClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Span { get; private set; }

        public TimeSpan Period { get; private set; }

        public void Call() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._waiting.Remove(this);
                (Span, Period) = (dueTime, period);
                Due = dueTime < TimeSpan.Zero ? null : clock._now + dueTime;
                if (Due is not null)
                    clock._waiting.Add(this);
            }

            Interlocked.Increment(ref clock._changes);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
