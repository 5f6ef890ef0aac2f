using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>The one way a body becomes bytes: compact, elements in the order of the specification, decimals as they are.</summary>
public static class CanonicalJson
{
    public static byte[] Write(Resource resource) => FhirJsonSerializer.Default.SerializeToBytes(resource);
}
