using System.Collections.Frozen;

namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>CMS places of service, as far as they decide which amount is paid.</summary>
public static class PlacesOfService
{
    private static readonly FrozenSet<string> Facilities = new[]
    {
        "19", "21", "22", "23", "24", "31", "34", "51", "52", "53", "56", "61",
    }.ToFrozenSet();

    /// <summary>Whether the facility amount is paid there.</summary>
    public static bool IsFacility(string placeOfService) => Facilities.Contains(placeOfService);
}
