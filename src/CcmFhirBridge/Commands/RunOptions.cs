using System.CommandLine;
using System.Globalization;
using System.Net;
using CcmFhirBridge.Server.Health;

namespace CcmFhirBridge.Commands;

/// <summary>Options that <c>run</c> shares with whoever looks at its work.</summary>
internal static class RunOptions
{
    private static readonly double DefaultSilence = EncounterSilence.Default.TotalHours;

    public static Option<double> SilenceAfter() => new("--silence-after")
    {
        Description = "Hours of practice time (Monday to Friday, 08:00 to 18:00 in the practice's zone) without a new Encounter after which a tenant is reported as silent; 0: never.",
        HelpName = "HOURS",
        DefaultValueFactory = _ => DefaultSilence,
    };

    public static Option<string> Operators() => new("--operators")
    {
        Description = "Addresses and networks, separated by commas, that may see the status page, the metrics and the detail of the health checks; this machine always may.",
        HelpName = "ADDRESS[/BITS],…",
        DefaultValueFactory = _ => "",
    };

    /// <summary>The limit that was given; null when nobody wants to be told.</summary>
    public static TimeSpan? Silence(double hours) => hours switch
    {
        0 => null,
        > 0 and <= 10_000 => TimeSpan.FromHours(hours),
        _ => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--silence-after {hours} is no number of hours between 0 and 10000.")),
    };

    public static Option<string[]> TrustedProxies() => new("--trusted-proxy")
    {
        Description = "Address of a proxy that ends TLS before this service and sends X-Forwarded-Proto and X-Forwarded-For, or a network of them; as often as needed. Nobody else is believed.",
        HelpName = "ADDRESS[/BITS]",
    };

    /// <summary>The networks that were given.</summary>
    /// <exception cref="UsageException">One is none, or is everybody.</exception>
    /// <param name="option">The option, for the message.</param>
    /// <param name="named">Addresses and networks.</param>
    public static IReadOnlyList<IPNetwork> Networks(string option, IEnumerable<string> named) => [.. named.Select(one => Network(option, one))];

    private static IPNetwork Network(string option, string named)
    {
        if (IPAddress.TryParse(named, out var one))
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        // The library takes an address within a network for the network; whoever writes one may have meant the address.
        return IPNetwork.TryParse(named, out var network) && network.PrefixLength > 0 && named.StartsWith($"{network.BaseAddress}/", StringComparison.Ordinal)
            ? network
            : throw new UsageException($"{option} '{named}' is no address. Write such as 10.0.0.5, or 10.0.0.0/24 with nothing behind the bits, and never everybody.");
    }
}
