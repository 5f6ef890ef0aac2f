using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>All that the bodies of one patient-month are made from: the same request gives the same bytes.</summary>
/// <param name="Tenant">The practice.</param>
/// <param name="Plan">What the month deserves.</param>
/// <param name="Identifier">Identifier of the claim, made once.</param>
/// <param name="Revision">1, 2, ….</param>
/// <param name="Created">When the claim is made.</param>
public sealed record ClaimRequest(Tenant Tenant, BillingPlan Plan, string Identifier, int Revision, DateTimeOffset Created)
{
    /// <summary>Identifier of this revision.</summary>
    public string RevisionIdentifier => ClaimIdentifiers.ClaimRevision(Identifier, Revision);
}
