using System.Net;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Exchanges;
using CcmFhirBridge.Pipeline.Leases;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The one way out to a tenant's EHR: only to pinned addresses, at the tenant's pace, with a bound on every answer. Reads are tried
/// again for passing reasons; writes never. An answer 401 is followed by one more attempt with a fresh token, where there can be one:
/// it says that nothing was done.
/// </summary>
internal sealed class EhrGateway : IAsyncDisposable
{
    private readonly EhrTransport _transport;
    private readonly IAuthorizer _authorizer;

    public EhrGateway(Tenant tenant, TimeProvider time, GatewayLimits limits, HttpMessageHandler? handler, IExchangeJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        _transport = new EhrTransport(tenant, time, limits, handler, journal);
        Failures = new EhrFailures(tenant.Slug, Origins.Server, tenant.Ehr, () => _transport.RestsAfter);
        _authorizer = Authorizers.For(tenant, _transport, Failures, time);
    }

    public PinnedOrigins Origins => _transport.Origins;

    public EhrFailures Failures { get; }

    /// <summary>What the EHR granted and what is missing; null when it grants nothing of that kind.</summary>
    /// <exception cref="EhrException">The EHR gives no token.</exception>
    public Task<AccessReport?> AccessAsync(CancellationToken cancellation) => _authorizer.AccessAsync(cancellation);

    /// <summary>Reads an address; what is not a success is an answer too.</summary>
    /// <param name="address">Pinned address.</param>
    /// <param name="asked">What is asked, for messages: <c>GET Encounter</c>; never a query.</param>
    /// <param name="fresh">Past every cache.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EhrException">No answer, for longer than we retry.</exception>
    public async Task<EhrAnswer> GetAsync(Uri address, string asked, bool fresh, CancellationToken cancellation)
    {
        try
        {
            return await _transport.Reading.ExecuteAsync(AuthorizedAsync, new EhrRequest(HttpMethod.Get, address) { Fresh = fresh }, cancellation);
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

    /// <summary>
    /// Sends a body once. What went wrong on the way is thrown as it came: only the writer knows what it means. Cancelling ends the wait for
    /// its turn; once it is on its way it is waited for, because an answer that nobody hears leaves a bill in doubt.
    /// </summary>
    /// <exception cref="LeaseException">When its turn came the lease carried no request any more; not a byte left.</exception>
    /// <exception cref="EhrException">There is no token to send it with; not a byte left.</exception>
    public async Task<EhrAnswer> SendAsync(
        HttpMethod method, Uri address, ReadOnlyMemory<byte> body, RequestCondition? condition, ILease lease, CancellationToken cancellation) =>
        await AuthorizedAsync(new EhrRequest(method, address) { Body = body, Condition = condition, Lease = lease }, cancellation);

    /// <summary>Whether an exception is the network's, and not a mistake of ours.</summary>
    public static bool IsTransport(Exception exception) =>
        exception is HttpRequestException or IOException or InvalidDataException or TimeoutRejectedException or RateLimiterRejectedException or BrokenCircuitException;

    public async ValueTask DisposeAsync()
    {
        _authorizer.Dispose();
        await _transport.DisposeAsync();
    }

    private async ValueTask<EhrAnswer> AuthorizedAsync(EhrRequest request, CancellationToken cancellation)
    {
        var header = await _authorizer.HeaderAsync(cancellation);
        var answer = await _transport.OnceAsync(request with { Authorization = header }, cancellation);
        if (answer.Status != HttpStatusCode.Unauthorized || !_authorizer.Discard(header))
            return answer;
        answer.Dispose();
        return await _transport.OnceAsync(request with { Authorization = await _authorizer.HeaderAsync(cancellation) }, cancellation);
    }
}

/// <summary>The header under which alone a write may happen.</summary>
/// <param name="Header"><c>If-None-Match</c> or <c>If-None-Exist</c>.</param>
/// <param name="Value">Its value.</param>
internal sealed record RequestCondition(string Header, string Value);
