using System.Net;

namespace CcmFhirBridge.Server.Outbound;

/// <summary>Where a client may publish its key set.</summary>
public static class KeySetAddress
{
    /// <summary>HTTPS without a user and without a fragment; or HTTP at an address of this machine in figures, which only a service that listens on this machine alone asks.</summary>
    public static bool IsAllowed(Uri address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: 0, Fragment.Length: 0 } && (address.Scheme == Uri.UriSchemeHttps || IsPlainLoopback(address));

    /// <summary>Whether it is plain HTTP to this machine.</summary>
    public static bool IsPlainLoopback(Uri address) =>
        address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.IdnHost, out var literal) && IPAddress.IsLoopback(literal);
}
