using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Transport;

/// <summary>Who is at the other end of the connection, before anything that a proxy says is believed.</summary>
/// <param name="Address">Its address; null when there is none.</param>
/// <param name="IsTls">Whether the connection itself is TLS.</param>
internal sealed record ConnectionPeer(IPAddress? Address, bool IsTls)
{
    public static ConnectionPeer Of(HttpContext http) => new(Plain(http.Connection.RemoteIpAddress), http.Features.Get<ITlsHandshakeFeature>() is not null);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
