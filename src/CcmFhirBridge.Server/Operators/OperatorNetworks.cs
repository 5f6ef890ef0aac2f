using System.Net;

namespace CcmFhirBridge.Server.Operators;

/// <summary>From where operators ask: always from this machine, and from the networks that were named.</summary>
public sealed record OperatorNetworks(IReadOnlyList<IPNetwork> Networks)
{
    /// <summary>This machine alone.</summary>
    public static OperatorNetworks None { get; } = new([]);

    /// <summary>Whether an address is one of theirs.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || Networks.Any(network => network.Contains(plain));
    }
}
