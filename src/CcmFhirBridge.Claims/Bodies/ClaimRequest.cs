using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>All that the bodies of one patient-month are made from: the same request gives the same bytes.</summary>
/// <param name="Tenant">The practice.</param>
/// <param name="Plan">What the month deserves.</param>
/// <param name="Identifier">Identifier of the claim, made once.</param>
/// <param name="Revision">1, 2, ….</param>
/// <param name="Created">When the claim is made.</param>
public sealed record ClaimRequest(Tenant Tenant, BillingPlan Plan, string Identifier, int Revision, DateTimeOffset Created)
{
    /// <summary>What the claim replaces; null for an original.</summary>
    public ClaimReplacement? Replaces { get; init; }

    /// <summary>Identifier of this revision.</summary>
    public string RevisionIdentifier => ClaimIdentifiers.ClaimRevision(Identifier, Revision);

    /// <summary>When a body is made, as it says it: to the second, with the practice's offset.</summary>
    public static FhirDateTime InstantOf(Tenant tenant, DateTimeOffset created) => FhirElements.Instant(tenant, created);
}
