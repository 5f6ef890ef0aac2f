using System.Text;
using CcmFhirBridge.Claims;

namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>Code and identifier systems that the mapping tells apart.</summary>
internal enum CodeSystem : byte
{
    Absent,
    Other,
    Procedure,
    Icd10Cm,
    SnomedCt,
    Sopt,
    CcmActivity,
    CcmProgram,
    CcmConsent,
    CcmPlan,
    CcmStay,
    Npi,
    Tin,
    Degree,
    ActCode,
    ParticipationType,
    CarePlanCategory,
    OurClaim,
    OurCharge,
    Ucum,
    Nucc,
    PractitionerRole,
    IdentifierType,
    Mbi,
    ClaimFrequency,
    ConditionClinical,
    ConditionVerification,
    ConditionCategory,
}

/// <summary>System addresses, with the other ways in which the field writes them (DESIGN §4).</summary>
internal static class CodeSystems
{
    private static readonly (string Address, CodeSystem System)[] Table =
    [
        (Canonicals.Cpt, CodeSystem.Procedure),
        ("https://www.ama-assn.org/go/cpt", CodeSystem.Procedure),
        (Canonicals.CptOid, CodeSystem.Procedure),
        (Canonicals.Hcpcs, CodeSystem.Procedure),
        (Canonicals.HcpcsHttps, CodeSystem.Procedure),
        (Canonicals.HcpcsOid, CodeSystem.Procedure),
        (Canonicals.Icd10Cm, CodeSystem.Icd10Cm),
        ("urn:oid:2.16.840.1.113883.6.90", CodeSystem.Icd10Cm),
        (Canonicals.SnomedCt, CodeSystem.SnomedCt),
        ("urn:oid:2.16.840.1.113883.6.96", CodeSystem.SnomedCt),
        (Canonicals.Sopt, CodeSystem.Sopt),
        ("http://nahdo.org/sopt", CodeSystem.Sopt),
        ("urn:oid:2.16.840.1.113883.3.221.5", CodeSystem.Sopt),
        (Canonicals.CcmActivity, CodeSystem.CcmActivity),
        (Canonicals.CcmProgram, CodeSystem.CcmProgram),
        (Canonicals.CcmConsent, CodeSystem.CcmConsent),
        (Canonicals.CcmPlan, CodeSystem.CcmPlan),
        (Canonicals.CcmStay, CodeSystem.CcmStay),
        (Canonicals.Npi, CodeSystem.Npi),
        ("urn:oid:2.16.840.1.113883.4.6", CodeSystem.Npi),
        (Canonicals.Tin, CodeSystem.Tin),
        (Canonicals.Degree, CodeSystem.Degree),
        ("http://hl7.org/fhir/v2/0360", CodeSystem.Degree),
        (Canonicals.Degree + "|2.7", CodeSystem.Degree),
        (Canonicals.ActCode, CodeSystem.ActCode),
        ("http://hl7.org/fhir/v3/ActCode", CodeSystem.ActCode),
        (Canonicals.ParticipationType, CodeSystem.ParticipationType),
        ("http://hl7.org/fhir/v3/ParticipationType", CodeSystem.ParticipationType),
        (Canonicals.AssessPlanCategory, CodeSystem.CarePlanCategory),
        (Canonicals.ConditionClinical, CodeSystem.ConditionClinical),
        (Canonicals.ConditionVerification, CodeSystem.ConditionVerification),
        (Canonicals.ConditionCategory, CodeSystem.ConditionCategory),
        (Canonicals.ClaimIdentifier, CodeSystem.OurClaim),
        (Canonicals.ClaimRevisionIdentifier, CodeSystem.OurClaim),
        (Canonicals.ChargeIdentifier, CodeSystem.OurCharge),
        (Canonicals.ChargeRevisionIdentifier, CodeSystem.OurCharge),
        (Canonicals.ClaimFrequency, CodeSystem.ClaimFrequency),
        (Canonicals.Ucum, CodeSystem.Ucum),
        (Canonicals.NuccTaxonomy, CodeSystem.Nucc),
        ("http://terminology.hl7.org/CodeSystem/practitioner-role", CodeSystem.PractitionerRole),
        ("http://terminology.hl7.org/CodeSystem/v2-0203", CodeSystem.IdentifierType),
        ("http://hl7.org/fhir/v2/0203", CodeSystem.IdentifierType),
        ("http://hl7.org/fhir/sid/us-mbi", CodeSystem.Mbi),
        ("urn:oid:2.16.840.1.113883.4.927", CodeSystem.Mbi),
    ];

    private static readonly (byte[] Uri, CodeSystem System)[][] ByLength = Index(Table);

    /// <summary>Every address that is known, with the system that it means.</summary>
    public static IReadOnlyList<(string Address, CodeSystem System)> Addresses => Table;

    public static CodeSystem Of(ReadOnlySpan<byte> uri)
    {
        if (uri.IsEmpty)
            return CodeSystem.Absent;
        if (uri.Length < ByLength.Length)
        {
            foreach (var (known, system) in ByLength[uri.Length])
            {
                if (uri.SequenceEqual(known))
                    return system;
            }
        }

        return CodeSystem.Other;
    }

    private static (byte[], CodeSystem)[][] Index((string Uri, CodeSystem System)[] rows)
    {
        var table = new (byte[], CodeSystem)[rows.Max(row => row.Uri.Length) + 1][];
        for (var length = 0; length < table.Length; length++)
            table[length] = [.. rows.Where(row => row.Uri.Length == length).Select(row => (Encoding.UTF8.GetBytes(row.Uri), row.System))];
        return table;
    }
}
