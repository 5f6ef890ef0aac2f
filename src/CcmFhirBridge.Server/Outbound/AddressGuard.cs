using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.Server.Outbound;

/// <summary>
/// To where the service connects on a client's behalf. A name leads to public addresses only, whatever it resolves to at the moment, and the
/// connection goes to the very address that was looked at. A client in the practice's own network is registered with its keys instead, or with an
/// address in figures, which an administrator has to have meant.
/// </summary>
internal static class AddressGuard
{
    private static readonly IPNetwork[] s_notPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("::/96"), IPNetwork.Parse("64:ff9b::/32"),
        IPNetwork.Parse("100::/64"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"),
        new(new IPAddress([0x20, 0x02, .. new byte[14]]), 16),
    ];

    /// <summary>Whether an address can be one of somebody out in the world. Those that carry an address of IPv4 within are not.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !s_notPublic.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to an origin, or fails without having sent anything.</summary>
    /// <exception cref="HttpRequestException">It resolves to nothing that may be connected to.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint origin, CancellationToken cancellation)
    {
        // Written in figures it was registered so; a name such as localhost is none.
        IPAddress[] addresses = IPAddress.TryParse(origin.Host, out var literal)
            ? [literal]
            : [.. (await Dns.GetHostAddressesAsync(origin.Host, cancellation)).Where(IsPublic)];
        if (addresses.Length == 0)
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "The host has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, origin.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
