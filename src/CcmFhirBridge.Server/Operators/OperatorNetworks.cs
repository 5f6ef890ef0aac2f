using System.Collections.Immutable;
using System.Net;

namespace CcmFhirBridge.Server.Operators;

/// <summary>From where operators ask: always from this machine, and from the networks that were named.</summary>
public sealed record OperatorNetworks(ImmutableArray<IPNetwork> Networks)
{
    /// <summary>This machine alone.</summary>
    public static OperatorNetworks None { get; } = new([]);

    /// <summary>Reads addresses and networks (<c>10.0.0.0/8</c>) separated by commas.</summary>
    /// <param name="text">The list.</param>
    /// <param name="wrong">The first that is neither; null when all are.</param>
    public static OperatorNetworks Parse(string text, out string? wrong)
    {
        wrong = null;
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(word, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(word, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                wrong ??= word;
        }

        return new OperatorNetworks(networks.ToImmutable());
    }

    /// <summary>Whether an address is one of theirs.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || Networks.Any(network => network.Contains(plain));
    }
}
