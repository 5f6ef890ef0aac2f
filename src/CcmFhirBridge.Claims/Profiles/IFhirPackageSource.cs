using Hl7.Fhir.Specification.Source;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>
/// Conformance resources of one FHIR package, by canonical. <c>Firely.Fhir.Packages</c> can stand behind it where a registry holds it.
/// </summary>
public interface IFhirPackageSource : IAsyncResourceResolver
{
    /// <summary>Name of the package, such as <c>hl7.fhir.us.core</c>.</summary>
    string Name { get; }

    /// <summary>Version of the package.</summary>
    string Version { get; }

    /// <summary>Canonicals without version, sorted.</summary>
    IReadOnlyList<string> Canonicals { get; }
}
