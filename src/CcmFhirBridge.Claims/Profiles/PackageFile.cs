namespace CcmFhirBridge.Claims.Profiles;

/// <summary>One file of a FHIR package.</summary>
/// <param name="Name">Its path below the package's folder, such as <c>ValueSet-a.json</c> or <c>examples/Claim-a.json</c>.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PackageFile(string Name, byte[] Content);
