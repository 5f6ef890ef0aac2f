using System.Collections.Frozen;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What the EHR says of itself in its CapabilityStatement.</summary>
internal sealed class Capabilities
{
    public required FrozenDictionary<string, TypeCapability> Types { get; init; }

    /// <summary>Search parameters that every type takes.</summary>
    public required FrozenSet<string> CommonSearchParameters { get; init; }

    public required bool Transaction { get; init; }

    public bool Offers(string type) => Types.TryGetValue(type, out var capability) && capability.Search;

    public bool Takes(string type) => Types.TryGetValue(type, out var capability) && (capability.Create || capability.UpdateCreate);

    public bool SearchesBy(string type, string parameter) =>
        CommonSearchParameters.Contains(parameter) || (Types.TryGetValue(type, out var capability) && capability.SearchParameters.Contains(parameter));
}

/// <summary>What the EHR offers for one type.</summary>
internal sealed record TypeCapability
{
    public required bool Read { get; init; }

    public required bool Search { get; init; }

    public required bool Create { get; init; }

    public required bool Update { get; init; }

    /// <summary>An update to an id of ours creates.</summary>
    public required bool UpdateCreate { get; init; }

    public required bool ConditionalCreate { get; init; }

    public required FrozenSet<string> SearchParameters { get; init; }

    /// <summary>Includes that it lists; empty when it lists none.</summary>
    public required FrozenSet<string> Includes { get; init; }
}
