using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Which references mean somebody who can work or bill.</summary>
internal static class People
{
    public static bool IsPerson(ReadOnlySpan<byte> reference) =>
        ReferenceText.IsOfType(reference, "Practitioner"u8) || ReferenceText.IsOfType(reference, "PractitionerRole"u8)
        || reference.StartsWith("npi:"u8) || !ReferenceText.Urn(reference).IsEmpty;

    public static bool IsOrganization(ReadOnlySpan<byte> reference) => ReferenceText.IsOfType(reference, "Organization"u8);
}
