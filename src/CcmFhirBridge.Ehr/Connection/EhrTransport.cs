using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Exchanges;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Exchanges;
using CcmFhirBridge.Pipeline.Leases;
using Polly;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>Single exchanges with the EHR and its token endpoint, at the tenant's pace; the token requests count too.</summary>
internal sealed class EhrTransport : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly GatewayLimits _limits;
    private readonly GatewayPipelines _pipelines;
    private readonly ExchangeRecorder _exchanges;

    public EhrTransport(Tenant tenant, TimeProvider time, GatewayLimits limits, HttpMessageHandler? handler, IExchangeJournal? journal)
    {
        var ehr = tenant.Ehr;
        Origins = new PinnedOrigins(ehr.BaseUrl, ehr.AllowedOrigins);
        _limits = limits;
        _pipelines = new GatewayPipelines(tenant, time, limits);
        _exchanges = new ExchangeRecorder(ehr, journal, time);
        _client = handler is null ? new HttpClient(GuardedHandler(ehr)) : new HttpClient(handler, disposeHandler: false);
        // The pipeline keeps the time, by the clock that was given.
        _client.Timeout = Timeout.InfiniteTimeSpan;
    }

    public PinnedOrigins Origins { get; }

    /// <summary>The one address besides the pinned ones; set once it is known to be right.</summary>
    public Uri? TokenEndpoint { get; set; }

    /// <summary>Tries a read again for passing reasons; each attempt goes through <see cref="OnceAsync"/>.</summary>
    public ResiliencePipeline<EhrAnswer> Reading => _pipelines.Read;

    /// <inheritdoc cref="GatewayPipelines.RestsAfter"/>
    public HttpStatusCode? RestsAfter => _pipelines.RestsAfter;

    /// <summary>One exchange when its turn has come. A write that is on its way is not cancelled any more.</summary>
    /// <exception cref="LeaseException">When its turn came the lease carried no request any more; not a byte left.</exception>
    public ValueTask<EhrAnswer> OnceAsync(EhrRequest request, CancellationToken cancellation)
    {
        if (!Origins.IsPinned(request.Address) && request.Address != TokenEndpoint)
            throw new InvalidOperationException("A request may only go to a pinned address.");
        return _pipelines.Turn.ExecuteAsync(
            (turn, token) => _pipelines.Limit.ExecuteAsync(MeasuredAsync, turn, turn.Lease is null ? token : CancellationToken.None), request, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _pipelines.DisposeAsync();
    }

    private static SocketsHttpHandler GuardedHandler(EhrSettings ehr) => new()
    {
        // A redirect would carry the token along; a cookie would carry one tenant's session into another request.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        // An older machine would still agree on less.
        SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        MaxConnectionsPerServer = ehr.RequestsInFlight,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    private async ValueTask<EhrAnswer> MeasuredAsync(EhrRequest request, CancellationToken cancellation)
    {
        using var message = request.ToMessage();
        using var span = _pipelines.Telemetry.Begin(request.Method, request.Address);
        request.Lease?.RequireForRequest();
        var began = _exchanges.Begin();
        EhrAnswer? answer = null;
        Exception? failure = null;
        try
        {
            return answer = await ExchangeAsync(message, isWrite: request.Lease is not null, cancellation);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            _pipelines.Telemetry.Answered(span, request.Method, answer?.Status);
            _exchanges.Ended(request, began, answer, failure);
        }
    }

    private async Task<EhrAnswer> ExchangeAsync(HttpRequestMessage message, bool isWrite, CancellationToken cancellation)
    {
        if (isWrite)
            CrashPoint.Reach(CrashPoint.WriteLeaving);
        using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (isWrite)
            CrashPoint.Reach(CrashPoint.AnswerBegun);
        var longest = response.IsSuccessStatusCode ? _limits.LongestBody : _limits.LongestErrorBody;
        var body = await BodyAsync(response.Content, longest, cancellation);
        if (isWrite)
            CrashPoint.Reach(CrashPoint.AnswerRead);
        return new EhrAnswer(response.StatusCode, body)
        {
            MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
            Location = Header(response.Headers, "Location"),
            RetryAfter = Header(response.Headers, "Retry-After"),
            Date = response.Headers.Date,
        };
    }

    private static async Task<PooledBody?> BodyAsync(HttpContent content, int longest, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > longest)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        return await PooledBody.ReadAsync(stream, longest, cancellation);
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
