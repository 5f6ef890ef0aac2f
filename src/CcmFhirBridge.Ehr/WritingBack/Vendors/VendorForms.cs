using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>The forms of vendors whose EHRs have one of their own.</summary>
internal static class VendorForms
{
    /// <summary>The form of a type; null for that of FHIR.</summary>
    public static IVendorForm? Of(EhrSettings ehr, string resourceType) => ehr.Profile.WriteForms.GetValueOrDefault(resourceType) switch
    {
        "canvas-claim" => CanvasClaims.Instance,
        "oracle-charge" when ehr.BillCodes is { } codes => new OracleCharges(codes),
        _ => null,
    };
}
