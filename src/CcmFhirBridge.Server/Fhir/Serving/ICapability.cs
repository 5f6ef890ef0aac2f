using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>Something that the server can do and says so in its CapabilityStatement.</summary>
internal interface ICapability
{
    /// <summary>Adds what it can do.</summary>
    void Describe(CapabilityStatement.RestComponent rest);
}
