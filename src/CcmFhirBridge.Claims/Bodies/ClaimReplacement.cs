using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>The claim that another one replaces or voids, as both say it.</summary>
/// <param name="RevisionIdentifier">Identifier of the revision that is replaced or voided.</param>
/// <param name="PayerClaimNumber">The payer's own number of it (837P: REF*F8), or null.</param>
/// <param name="IsVoid">Frequency 8, nothing remains, instead of 7.</param>
/// <remarks>Source: X12 837P CLM05-3 with REF*F8; the frequency stands where Da Vinci PCT puts it, in the supporting information.</remarks>
public sealed record ClaimReplacement(string RevisionIdentifier, string? PayerClaimNumber, bool IsVoid)
{
    /// <summary>Category of the supporting information that holds the frequency.</summary>
    public const string Category = "claim-frequency";

    /// <summary>Frequency of a replacement.</summary>
    public const string Replaces = "7";

    /// <summary>Frequency of a void.</summary>
    public const string Voids = "8";

    /// <summary>Says it in a claim.</summary>
    public void WriteTo(Claim claim)
    {
        claim.Related =
        [
            new Claim.RelatedClaimComponent
            {
                Claim = FhirElements.Logical("Claim", Canonicals.ClaimRevisionIdentifier, RevisionIdentifier),
                Relationship = FhirElements.Concept(Canonicals.ClaimRelationship, "prior"),
                Reference = PayerClaimNumber is null ? null : new Identifier { Value = PayerClaimNumber },
            },
        ];
        claim.SupportingInfo.RemoveAll(information => information.Category?.Coding.Any(coding => coding.Code == Category) == true);
        claim.SupportingInfo.Add(new Claim.SupportingInformationComponent
        {
            Sequence = claim.SupportingInfo.Max(information => information.Sequence ?? 0) + 1,
            Category = FhirElements.Concept(Canonicals.CcmSupportingInfo, Category, "Claim frequency"),
            Code = FhirElements.Concept(Canonicals.ClaimFrequency, IsVoid ? Voids : Replaces),
        });
    }
}
