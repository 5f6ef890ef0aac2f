using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using CcmFhirBridge.Server.Fhir;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Door;

/// <summary>Counts who asks how often; by the machine's own clock, as what it protects is the machine.</summary>
internal sealed class DoorThrottle(DoorLimits limits) : IDisposable
{
    private const int NetworkBytes = 8;

    // Each of them wakes the machine ten times a second, so none is made before somebody asks.
    private readonly Lazy<PartitionedRateLimiter<(string Tenant, string Client)>> _clients = new(() => Buckets<(string Tenant, string Client)>(limits.Client));
    private readonly Lazy<PartitionedRateLimiter<(string Tenant, string Client)>> _tokenClients = new(() => Buckets<(string Tenant, string Client)>(limits.TokenClient));
    private readonly Lazy<PartitionedRateLimiter<IPAddress>> _tokenAddresses = new(() => Buckets<IPAddress>(limits.TokenAddress));

    /// <summary>Counts a FHIR request.</summary>
    /// <exception cref="FhirProblem">429.</exception>
    public void Request(string tenant, string client) => Count(_clients.Value, (tenant, client));

    /// <summary>Counts a token request before anything of it is looked at.</summary>
    /// <exception cref="FhirProblem">429.</exception>
    public void TokenFrom(IPAddress? address) => Count(_tokenAddresses.Value, NetworkOf(address ?? IPAddress.None));

    /// <summary>Counts a token request of a client that proved who it is: nobody can use up another client's share by its id.</summary>
    /// <exception cref="FhirProblem">429.</exception>
    public void TokenOf(string tenant, string client) => Count(_tokenClients.Value, (tenant, client));

    public void Dispose()
    {
        if (_clients.IsValueCreated)
            _clients.Value.Dispose();
        if (_tokenClients.IsValueCreated)
            _tokenClients.Value.Dispose();
        if (_tokenAddresses.IsValueCreated)
            _tokenAddresses.Value.Dispose();
    }

    private static PartitionedRateLimiter<T> Buckets<T>(AskLimit limit)
        where T : notnull => PartitionedRateLimiter.Create<T, T>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = limit.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    private static void Count<T>(PartitionedRateLimiter<T> limiter, T key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return;
        throw new FhirProblem(StatusCodes.Status429TooManyRequests, OperationOutcome.IssueType.Throttled, "Too many requests; ask again later and more slowly.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
        };
    }

    // Whoever has one address of IPv6 usually has 2 to the 64th of them.
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
