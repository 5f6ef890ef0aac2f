namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>The forms of vendors whose EHRs have one of their own.</summary>
internal static class VendorForms
{
    /// <summary>The form of a type; null for that of FHIR.</summary>
    public static IVendorForm? Of(string vendor, string resourceType) => (vendor, resourceType) switch
    {
        ("canvas", "Claim") => CanvasClaims.Instance,
        _ => null,
    };
}
