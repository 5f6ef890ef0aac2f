using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Conformance;

/// <summary>What a snapshot says of one element, or of one slice of it.</summary>
internal sealed record ElementRule
{
    /// <summary>Name of the property, without <c>[x]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the slice, or null for the element itself.</summary>
    public string? SliceName { get; init; }

    public int Min { get; init; }

    /// <summary>Null is without bound.</summary>
    public int? Max { get; init; }

    /// <summary>Whether the bound is that of the base, which the model enforces.</summary>
    public bool IsMaxOfBase { get; init; }

    /// <summary>Types of a choice element; empty where the model allows one type only.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public DataType? Fixed { get; init; }

    public DataType? Pattern { get; init; }

    /// <summary>Required binding to a value set of our package, or null.</summary>
    public CodeSet? Binding { get; init; }

    public IReadOnlyList<Invariant> Invariants { get; init; } = [];

    public List<ElementRule> Children { get; } = [];

    public List<ElementRule> Slices { get; } = [];

    /// <summary>Values that make an element belong to this slice, by path below it.</summary>
    public IReadOnlyList<(string[] Path, DataType Value, bool IsPattern)> Discriminators { get; init; } = [];

    /// <summary>Of an extension: the rules of its own definition; null where none of ours is named.</summary>
    public ElementRule? Definition { get; init; }

    /// <summary>Whether an element that belongs to no slice is refused.</summary>
    public bool IsClosed { get; init; }
}
