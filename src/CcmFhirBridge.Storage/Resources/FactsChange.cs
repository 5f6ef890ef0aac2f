using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Storage.Resources;

/// <summary>What a resource says in the place of what it said before.</summary>
/// <param name="Before">The resource as it was, or null when it is new.</param>
/// <param name="Type">FHIR type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="After">What it says now; null when it was deleted.</param>
internal sealed record FactsChange(ResourceRow? Before, string Type, string Id, ProjectedResource? After)
{
    public string Key => $"{Type}/{Id}";

    /// <summary>Whose facts it is among now; null when nobody's.</summary>
    public string? Patient => After is { Disposition: Disposition.Patient } ? After.Patient : null;
}
