using System.CommandLine;
using System.Globalization;
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

    /// <summary>The limit that was given; null when nobody wants to be told.</summary>
    public static TimeSpan? Silence(double hours) => hours switch
    {
        0 => null,
        > 0 and <= 10_000 => TimeSpan.FromHours(hours),
        _ => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--silence-after {hours} is no number of hours between 0 and 10000.")),
    };
}
