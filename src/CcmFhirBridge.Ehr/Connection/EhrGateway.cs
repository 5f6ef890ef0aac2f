using System.Net;
using System.Net.Http.Headers;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using Polly.RateLimiting;
using Polly.Timeout;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The one way out to a tenant's EHR: only to pinned addresses, at the tenant's pace, with a bound on every answer. Reads are tried
/// again for passing reasons; writes never.
/// </summary>
internal sealed class EhrGateway : IAsyncDisposable
{
    private const string FhirJson = "application/fhir+json";

    private readonly HttpClient _client;
    private readonly GatewayLimits _limits;
    private readonly GatewayPipelines _pipelines;
    private readonly AuthenticationHeaderValue? _authorization;

    public EhrGateway(Tenant tenant, TimeProvider time, GatewayLimits limits, HttpMessageHandler? handler)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var ehr = tenant.Ehr;
        Origins = new PinnedOrigins(ehr.BaseUrl, ehr.AllowedOrigins);
        Failures = new EhrFailures(tenant.Slug, Origins.Server, ehr.Timeout);
        _limits = limits;
        // A token that comes from a file often brings a line end along.
        _authorization = ehr.BearerToken is { } token ? new AuthenticationHeaderValue("Bearer", token.Reveal().Trim()) : null;
        _pipelines = new GatewayPipelines(tenant, time, limits);
        _client = handler is null ? new HttpClient(GuardedHandler(ehr)) : new HttpClient(handler, disposeHandler: false);
        // The pipeline keeps the time, by the clock that was given.
        _client.Timeout = Timeout.InfiniteTimeSpan;
    }

    public PinnedOrigins Origins { get; }

    public EhrFailures Failures { get; }

    /// <summary>Reads an address; what is not a success is an answer too.</summary>
    /// <param name="address">Pinned address.</param>
    /// <param name="asked">What is asked, for messages: <c>GET Encounter</c>; never a query.</param>
    /// <param name="fresh">Past every cache.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EhrException">No answer, for longer than we retry.</exception>
    public async Task<EhrAnswer> GetAsync(Uri address, string asked, bool fresh, CancellationToken cancellation)
    {
        var outgoing = new Outgoing(HttpMethod.Get, address, default, Condition: null, fresh);
        try
        {
            return await _pipelines.Read.ExecuteAsync(ExchangeAsync, outgoing, cancellation);
        }
        catch (Exception failure) when (IsTransport(failure))
        {
            throw Failures.Of(failure, asked);
        }
    }

    /// <summary>Reads an address that must answer with a FHIR resource.</summary>
    public async Task<EhrAnswer> GetResourceAsync(Uri address, string asked, bool fresh, CancellationToken cancellation)
    {
        var answer = await GetAsync(address, asked, fresh, cancellation);
        if (Failures.Of(answer, asked) is not { } failure)
            return answer;
        answer.Dispose();
        throw failure;
    }

    /// <summary>Sends a body once. What went wrong on the way is thrown as it came: only the writer knows what it means.</summary>
    public async Task<EhrAnswer> SendAsync(
        HttpMethod method, Uri address, ReadOnlyMemory<byte> body, RequestCondition? condition, CancellationToken cancellation) =>
        await _pipelines.Write.ExecuteAsync(ExchangeAsync, new Outgoing(method, address, body, condition, Fresh: false), cancellation);

    /// <summary>Whether an exception is the network's, and not a mistake of ours.</summary>
    public static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or InvalidDataException or TimeoutRejectedException or RateLimiterRejectedException;

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
        MaxConnectionsPerServer = ehr.RequestsInFlight,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    private async ValueTask<EhrAnswer> ExchangeAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        using var span = _pipelines.Telemetry.Begin(outgoing.Method, outgoing.Address);
        HttpStatusCode? status = null;
        try
        {
            var answer = await ExchangeOnceAsync(outgoing, cancellation);
            status = answer.Status;
            return answer;
        }
        finally
        {
            _pipelines.Telemetry.Answered(span, outgoing.Method, status);
        }
    }

    private async Task<EhrAnswer> ExchangeOnceAsync(Outgoing outgoing, CancellationToken cancellation)
    {
        using var request = Request(outgoing);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var longest = response.IsSuccessStatusCode ? _limits.LongestBody : _limits.LongestErrorBody;
        return new EhrAnswer(response.StatusCode, await BodyAsync(response.Content, longest, cancellation))
        {
            MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
            Location = Header(response.Headers, "Location"),
            RetryAfter = Header(response.Headers, "Retry-After"),
        };
    }

    private static async Task<PooledBody?> BodyAsync(HttpContent content, int longest, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > longest)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        return await PooledBody.ReadAsync(stream, longest, cancellation);
    }

    private HttpRequestMessage Request(Outgoing outgoing)
    {
        if (!Origins.IsPinned(outgoing.Address))
            throw new InvalidOperationException("A request may only go to a pinned address.");
        var request = new HttpRequestMessage(outgoing.Method, outgoing.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(FhirJson));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CcmFhirBridge", typeof(EhrGateway).Assembly.GetName().Version?.ToString(3)));
        request.Headers.Authorization = _authorization;
        if (outgoing.Fresh)
            request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (outgoing.Method == HttpMethod.Get)
            return request;
        request.Content = new ReadOnlyMemoryContent(outgoing.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(FhirJson);
        request.Headers.Add("Prefer", "return=representation");
        if (outgoing.Condition is { } condition)
            request.Headers.TryAddWithoutValidation(condition.Header, condition.Value);
        return request;
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private readonly record struct Outgoing(HttpMethod Method, Uri Address, ReadOnlyMemory<byte> Body, RequestCondition? Condition, bool Fresh);
}

/// <summary>The header under which alone a write may happen.</summary>
/// <param name="Header"><c>If-None-Match</c> or <c>If-None-Exist</c>.</param>
/// <param name="Value">Its value.</param>
internal sealed record RequestCondition(string Header, string Value);
