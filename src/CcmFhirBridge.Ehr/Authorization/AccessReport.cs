using System.Collections.Immutable;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>What was asked of the EHR and what it granted.</summary>
/// <param name="TokenEndpoint">Where the token came from.</param>
/// <param name="Asked">Scopes as asked; empty when none were.</param>
/// <param name="Granted">Scopes as granted; null when the EHR did not say, which means: as asked.</param>
/// <param name="Missing">What the bridge needs and did not get, such as <c>Claim: create, update</c>.</param>
public sealed record AccessReport(Uri TokenEndpoint, ImmutableArray<string> Asked, ImmutableArray<string>? Granted, ImmutableArray<string> Missing)
{
    /// <summary>Types that cannot be read, or only a part of them, in the order in which they are read.</summary>
    public ImmutableArray<WithheldType> Withheld { get; init; } = [];
}

/// <summary>A type that the EHR did not grant the reading of.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Scope">The scope that would let it be read.</param>
/// <param name="InPart">A scope with a query lets a part of it be read.</param>
public sealed record WithheldType(string Type, string Scope, bool InPart)
{
    /// <summary>Why it is not known, and what mends it, in words.</summary>
    public string Because => InPart
        ? $"the EHR granted only a part of it; have it grant {Scope}"
        : $"the EHR did not grant it; have it grant {Scope}";
}
