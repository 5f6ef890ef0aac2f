using System.Net;
using System.Security.Authentication;
using CcmFhirBridge.Server.Door;

namespace CcmFhirBridge.Server.Outbound;

/// <summary>What one fetch brought.</summary>
/// <param name="Keys">The set.</param>
/// <param name="MaxAge">How long its owner lets it be kept; null when it does not say.</param>
internal sealed record FetchedKeys(ClientKeySet Keys, TimeSpan? MaxAge);

/// <summary>
/// Fetches the key set of a client from the address that it was registered with, and from no other: no redirect is followed, no proxy, cookie or
/// credential takes part, and it ends after five seconds or 64 KiB.
/// </summary>
internal sealed class KeySetFetch : IDisposable
{
    /// <summary>The longest that a fetch may take, connecting and reading included.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly bool _allowsLoopback;
    private readonly TimeProvider _time;

    /// <summary>Fetches by one client for all.</summary>
    /// <param name="allowsLoopback">Whether plain HTTP to this machine is taken: for trying out, where nobody else can reach the service either.</param>
    /// <param name="time">Keeps the time of a fetch.</param>
    /// <param name="certificates">Accepts other certificates than the machine does; tests only.</param>
    public KeySetFetch(bool allowsLoopback, TimeProvider time, System.Net.Security.RemoteCertificateValidationCallback? certificates = null)
    {
        _allowsLoopback = allowsLoopback;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // A small answer could unpack to a large one.
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            ConnectCallback = static (context, cancellation) => AddressGuard.ConnectAsync(context.DnsEndPoint, cancellation),
        };
        if (certificates is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = certificates;
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks once.</summary>
    /// <exception cref="KeySetException">Nothing usable came; the message is a word for the log.</exception>
    public async Task<FetchedKeys> FetchAsync(Uri address)
    {
        if (!KeySetAddress.IsAllowed(address) || (KeySetAddress.IsPlainLoopback(address) && !_allowsLoopback))
            throw new KeySetException("address");
        using var late = new CancellationTokenSource(Longest, _time);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new KeySetException("status");
            var body = await BodyAsync(response.Content, late.Token);
            return new FetchedKeys(ClientKeySet.ReadPublished(body), response.Headers.CacheControl switch
            {
                { NoStore: true } or { NoCache: true } => TimeSpan.Zero,
                var control => control?.MaxAge,
            });
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            throw new KeySetException("unreachable");
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > ClientKeySet.LongestBytes)
            throw new KeySetException("size");
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[ClientKeySet.LongestBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > ClientKeySet.LongestBytes ? throw new KeySetException("size") : buffer.AsMemory(0, length);
    }
}
