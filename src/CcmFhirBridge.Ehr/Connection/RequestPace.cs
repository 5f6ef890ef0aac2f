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
    private readonly TimeSpan[] _starts;
    private readonly int _queue;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private int _next;
    private int _waiting;
    private long _granted;
    private long _refused;

    public RequestPace(int perMinute, int queue, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perMinute);
        _starts = new TimeSpan[perMinute];
        Array.Fill(_starts, -Window);
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
                return _starts.Count(start => start + Window > Now()) / (double)_starts.Length;
        }
    }

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = _starts.Count(start => start + Window <= Now()),
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
            if (permitCount > 0 && _starts[_next] + Window > Now())
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

    // The slot holds the start of the request that is perMinute before this one; ours is at least a window later.
    private TimeSpan Reserve()
    {
        var now = Now();
        var earliest = _starts[_next] + Window;
        var start = earliest > now ? earliest : now;
        _starts[_next] = start;
        _next = (_next + 1) % _starts.Length;
        _granted++;
        return start - now;
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
