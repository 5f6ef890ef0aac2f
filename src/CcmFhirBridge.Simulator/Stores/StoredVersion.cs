namespace CcmFhirBridge.Simulator.Stores;

/// <summary>One version of one resource, as the simulated EHR holds it.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version"><c>meta.versionId</c>.</param>
/// <param name="LastUpdated"><c>meta.lastUpdated</c>.</param>
/// <param name="Body">JSON with its meta; null when this version is the deletion.</param>
/// <param name="Index">What searches ask for.</param>
public sealed record StoredVersion(string Type, string Id, int Version, DateTimeOffset LastUpdated, byte[]? Body, SearchIndex Index)
{
    public bool Deleted => Body is null;

    public string Reference => $"{Type}/{Id}";

    public string ETag => $"W/\"{Version}\"";
}
