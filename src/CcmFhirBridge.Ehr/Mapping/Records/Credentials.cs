using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>What a credential or role code lets a person do in CCM.</summary>
internal static class Credentials
{
    private static readonly HashSet<string> CanBill = ["MD", "DO", "NP", "CNP", "CANP", "CPNP", "FNP", "FPNP", "PA", "PA-C", "CNS", "CNM"];

    private static readonly HashSet<string> ClinicalStaff =
    [
        "RN", "LPN", "LVN", "CMA", "MA", "RMA", "CNA", "MT", "PHARMD", "RPH", "BSN", "MSN", "LCSW", "LSW", "MSW", "RD", "RDN", "PN",
        "CRN", "RT", "RRT", "EMT", "EMTP", "PT", "OT", "CDCES", "CDE", "CHW",
    ];

    // Ours by code only: National Uniform Claim Committee groups by their first four characters.
    private static readonly string[] BillingTaxonomies = ["207", "208", "363A", "363L", "364S", "367A"];
    private static readonly string[] StaffTaxonomies = ["163W", "164W", "164X", "183", "104", "133", "172V", "374"];

    /// <summary>Every credential by which something is decided.</summary>
    public static IEnumerable<string> Known => CanBill.Concat(ClinicalStaff);

    /// <summary>By a credential as the tenant file or v2-0360 writes it.</summary>
    public static PerformerRole Of(string credential)
    {
        var code = credential.Replace(".", "", StringComparison.Ordinal).Trim().ToUpperInvariant();
        return CanBill.Contains(code) ? PerformerRole.Practitioner
            : ClinicalStaff.Contains(code) ? PerformerRole.ClinicalStaff
            : PerformerRole.Unknown;
    }

    /// <summary>By a coded role or qualification.</summary>
    public static PerformerRole Of(CodeSystem system, string code) => system switch
    {
        // In the table of degrees MA is the Master of Arts; a tenant file writes it for the medical assistant.
        CodeSystem.Degree when code is "MA" => PerformerRole.Unknown,
        CodeSystem.Degree or CodeSystem.Absent => Of(code),
        CodeSystem.Nucc => OfTaxonomy(code),
        CodeSystem.PractitionerRole => OfRole(code),
        CodeSystem.SnomedCt => OfSnomed(code),
        _ => PerformerRole.Unknown,
    };

    private static PerformerRole OfTaxonomy(string code) =>
        Array.Exists(BillingTaxonomies, prefix => code.StartsWith(prefix, StringComparison.Ordinal)) ? PerformerRole.Practitioner
        : Array.Exists(StaffTaxonomies, prefix => code.StartsWith(prefix, StringComparison.Ordinal)) ? PerformerRole.ClinicalStaff
        : PerformerRole.Unknown;

    private static PerformerRole OfRole(string code) => code switch
    {
        "doctor" => PerformerRole.Practitioner,
        "nurse" or "pharmacist" => PerformerRole.ClinicalStaff,
        "researcher" or "teacher" or "ict" => PerformerRole.NonClinicalStaff,
        _ => PerformerRole.Unknown,
    };

    private static PerformerRole OfSnomed(string code) => code switch
    {
        "309343006" or "224571005" or "449161006" => PerformerRole.Practitioner,
        "224535009" or "106292003" or "46255001" or "224608005" => PerformerRole.ClinicalStaff,
        _ => PerformerRole.Unknown,
    };
}
