using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using CcmFhirBridge.Domain.Tenants;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The tenant's pace around every request, and retries around reads. Reads and writes share the pace, so that neither drowns the other.
/// </summary>
internal sealed class GatewayPipelines : IAsyncDisposable
{
    // A wrong address is told soon; a busy server is waited for.
    private const int RetriesWithoutConnection = 2;

    private const int TimeoutsJudgedOver = 3;
    private static readonly TimeSpan s_longestJudged = TimeSpan.FromHours(1);

    private readonly RequestPace _pace;
    private readonly ConcurrencyLimiter _inFlight;
    private readonly GatewayLimits _limits;
    private readonly TimeProvider _time;
    private readonly bool _waitsForTheMinute;
    private readonly Random _jitter;

    public GatewayPipelines(Tenant tenant, TimeProvider time, GatewayLimits limits)
    {
        var ehr = tenant.Ehr;
        _limits = limits;
        _time = time;
        // eClinicalWorks sends no Retry-After; its count starts again with each minute of the clock.
        _waitsForTheMinute = ehr.Profile.WaitsForTheMinute;
        _jitter = new Random(Seed(tenant.Slug));
        _pace = new RequestPace(ehr.RequestsPerMinute, limits.Queue, time);
        Telemetry = new EhrTelemetry(tenant.Slug, () => _pace.ShareUsed);
        _inFlight = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = ehr.RequestsInFlight, QueueLimit = limits.Queue });
        Turn = new ResiliencePipelineBuilder<EhrAnswer> { TimeProvider = time }.AddRateLimiter(_pace).AddRateLimiter(_inFlight).Build();
        Limit = new ResiliencePipelineBuilder<EhrAnswer> { TimeProvider = time }.AddTimeout(ehr.Timeout).Build();
        Read = new ResiliencePipelineBuilder<EhrAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<EhrAnswer>
            {
                MaxRetryAttempts = limits.Retries,
                ShouldHandle = args => ValueTask.FromResult(MayPass(args)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Wait(args)),
                OnRetry = args =>
                {
                    Telemetry.TriedAgain(args.Outcome.Result?.Status);
                    return default;
                },
            })
            // Within the retries: what every read of a month would find out for itself, six times over, is found out once.
            .AddCircuitBreaker(Rest(limits, limits.JudgedOver))
            // Timeouts come so seldom that the first would never see enough of them.
            .AddCircuitBreaker(Rest(limits, limits.JudgedOver + (ehr.Timeout * TimeoutsJudgedOver)))
            .Build();
    }

    /// <summary>Counts the requests and their retries.</summary>
    public EhrTelemetry Telemetry { get; }

    /// <summary>Around a read that may be tried again; each attempt waits for its turn by itself.</summary>
    public ResiliencePipeline<EhrAnswer> Read { get; }

    /// <summary>Waits until a request may begin; for what changes something, which is sent once.</summary>
    public ResiliencePipeline<EhrAnswer> Turn { get; }

    /// <summary>How long a request may take once it has begun.</summary>
    public ResiliencePipeline<EhrAnswer> Limit { get; }

    /// <summary>The status for which the EHR was left alone the last time that it was for a status; null before.</summary>
    public HttpStatusCode? RestsAfter { get; private set; }

    public async ValueTask DisposeAsync()
    {
        Telemetry.Dispose();
        await _pace.DisposeAsync();
        await _inFlight.DisposeAsync();
    }

    private CircuitBreakerStrategyOptions<EhrAnswer> Rest(GatewayLimits limits, TimeSpan over) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = limits.ReadsBeforeRest,
        SamplingDuration = over < s_longestJudged ? over : s_longestJudged,
        BreakDuration = limits.Rest,
        ShouldHandle = args => ValueTask.FromResult(IsDown(args.Outcome)),
        OnOpened = args =>
        {
            // Where there was an exception Polly tells it; a status it keeps to itself.
            RestsAfter = args.Outcome.Result?.Status ?? RestsAfter;
            return default;
        },
    };

    // An EHR that says that it is asked too much is there.
    private static bool IsDown(Outcome<EhrAnswer> outcome) => outcome switch
    {
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Result: { } answer } => answer.Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError,
        _ => false,
    };

    private static bool MayPass(RetryPredicateArguments<EhrAnswer> args) => args.Outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => false,
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } } =>
            args.AttemptNumber < RetriesWithoutConnection,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Result: { } answer } => answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        _ => false,
    };

    private TimeSpan Wait(RetryDelayGeneratorArguments<EhrAnswer> args)
    {
        var now = _time.GetUtcNow();
        if (args.Outcome.Result is { Status: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable } answer)
        {
            if (RetryAfter.Parse(answer.RetryAfter, now, _limits.LongestWait) is { } named && named > TimeSpan.Zero)
                return named;
            if (_waitsForTheMinute && answer.Status == HttpStatusCode.TooManyRequests)
                return TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (now.Ticks % TimeSpan.TicksPerMinute));
        }

        return FullJitter(args.AttemptNumber);
    }

    private TimeSpan FullJitter(int attempt)
    {
        var doubled = _limits.FirstBackoff.Ticks << Math.Min(attempt, 16);
        var most = Math.Min(doubled, _limits.LongestBackoff.Ticks);
        // Several reads may fail at once, and a seeded Random is not made for that.
        lock (_jitter)
            return TimeSpan.FromTicks(_jitter.NextInt64(most + 1));
    }

    // Tenants spread out; one tenant repeats itself in a test.
    private static int Seed(string slug) => BitConverter.ToInt32(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(slug)));
}
