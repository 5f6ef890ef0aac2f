using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>Which patients of the EHR are read.</summary>
public abstract record Population
{
    private Population()
    {
    }

    /// <summary>Everybody whom a search for Patients shows.</summary>
    public static Population Search { get; } = new Everybody();

    /// <summary>Everybody whom a search for Patients shows.</summary>
    public sealed record Everybody : Population;

    /// <summary>The members of a Group of the EHR.</summary>
    /// <param name="Id">Logical id of the Group.</param>
    public sealed record Group(string Id) : Population;

    /// <summary>Those whom a file lists.</summary>
    /// <param name="Patients">Each as <c>Patient/id</c>, once, ordered.</param>
    public sealed record Listed(ImmutableArray<string> Patients) : Population;
}
