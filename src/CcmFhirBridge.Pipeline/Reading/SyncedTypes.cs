using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>The types that are read, in order: the directory first, so that people are known before what they did.</summary>
public static class SyncedTypes
{
    public static ImmutableArray<string> InOrder { get; } =
    [
        "Practitioner", "PractitionerRole", "Organization", "Location", "Patient", "Coverage", "Consent", "CarePlan", "Condition", "Encounter",
        "Procedure", "ChargeItem", "Claim",
    ];

    /// <summary>Types that are read from a day of service on; of all others, everything.</summary>
    public static FrozenSet<string> ByDayOfService { get; } = FrozenSet.Create("Encounter", "Procedure", "ChargeItem", "Claim");
}
