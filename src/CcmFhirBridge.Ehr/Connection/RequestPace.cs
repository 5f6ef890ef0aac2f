using System.Threading.RateLimiting;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// At most so many requests in any span of a minute, in the order asked. The limiters of the framework read the machine's clock;
/// this one waits through <see cref="TimeProvider"/>, and counts elapsed time, which a clock that is set does not move.
/// </summary>
internal sealed class RequestPace : RateLimiter
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    // The newest starts, oldest first, at most as many as a minute may have; those of more than a minute ago limit nothing.
    private readonly Queue<TimeSpan> _starts = new();
    private readonly int _perMinute;
    private readonly int _queue;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private int _waiting;
    private long _granted;
    private long _refused;

    public RequestPace(int perMinute, int queue, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perMinute);
        _perMinute = perMinute;
        _queue = queue;
        _time = time;
        _origin = time.GetTimestamp();
    }

    public override TimeSpan? IdleDuration => null;

    /// <summary>Share of the minute's requests that is spent or promised, 0 to 1.</summary>
    public double ShareUsed
    {
        get
        {
            lock (_gate)
                return Spent() / (double)_perMinute;
        }
    }

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = _perMinute - Spent(),
                CurrentQueuedCount = _waiting,
                TotalSuccessfulLeases = _granted,
                TotalFailedLeases = _refused,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_gate)
        {
            if (permitCount > 0 && Spent() == _perMinute)
            {
                _refused++;
                return new Turn(false);
            }

            if (permitCount > 0)
                Reserve();
            return new Turn(true);
        }
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            if (_waiting >= _queue)
            {
                _refused++;
                return new Turn(false);
            }

            wait = Reserve();
            if (wait <= TimeSpan.Zero)
                return new Turn(true);
            _waiting++;
        }

        try
        {
            await Task.Delay(wait, _time, cancellationToken);
            return new Turn(true);
        }
        finally
        {
            lock (_gate)
                _waiting--;
        }
    }

    // When a whole minute's worth is spent or promised, the request that is as many before ours tells when ours may start.
    private TimeSpan Reserve()
    {
        var start = Spent() == _perMinute ? _starts.Dequeue() + Window : Now();
        _starts.Enqueue(start);
        _granted++;
        return start - Now();
    }

    private int Spent()
    {
        while (_starts.TryPeek(out var oldest) && oldest + Window <= Now())
            _starts.Dequeue();
        return _starts.Count;
    }

    private TimeSpan Now() => _time.GetElapsedTime(_origin);

    private sealed class Turn(bool acquired) : RateLimitLease
    {
        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
