using System.Collections.Immutable;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>A code system that the default input profile understands: what a practice's own codes may be read as, and what may not be read otherwise.</summary>
/// <param name="Address">Its address, as it is written first.</param>
/// <param name="Codes">The codes by which the profile decides; empty where <paramref name="Pattern"/> tells them, or where any code of it counts.</param>
/// <param name="Pattern">How its codes look where they are too many to list, and an example.</param>
public sealed record ProfileSystem(string Address, ImmutableArray<string> Codes, CodePattern? Pattern = null)
{
    /// <summary>What the tenant file calls it: the last part of its address.</summary>
    public string Name { get; } = Address[(Address.LastIndexOf('/') + 1)..];

    /// <summary>The other addresses under which it is understood.</summary>
    public ImmutableArray<string> OtherAddresses { get; init; } = [];

    /// <summary>Codes that are understood in a coding without a system too.</summary>
    public ImmutableArray<string> Bare { get; init; } = [];

    /// <summary>Whether a practice's own code may be read as one of its codes.</summary>
    public bool IsTarget { get; init; } = true;

    /// <summary>Why none of its codes may be read as another one, in words; null where that is so only of <see cref="Codes"/>.</summary>
    public string? Closed { get; init; }

    /// <summary>Whether the profile understands its codes under any system, so that a word of them has its meaning already.</summary>
    public bool IsReadByCodeAlone { get; init; }

    /// <summary>Whether an address means it.</summary>
    public bool HasAddress(string address) => address == Address || OtherAddresses.Contains(address, StringComparer.Ordinal);
}

/// <summary>How the codes of a system look.</summary>
/// <param name="Expression">A pattern that a whole code matches.</param>
/// <param name="Example">One of them.</param>
public sealed record CodePattern(string Expression, string Example);
