using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>
/// Deterministic identity of a patient-month's claim: tenant × person × service month × code family, unique for ever. Practitioner,
/// units, seconds, amounts, payer and revision are never part of it (DESIGN §6).
/// </summary>
/// <param name="Tenant">Tenant slug.</param>
/// <param name="Person">Our own row of the person.</param>
/// <param name="Month">Service month.</param>
/// <param name="Family">Code family; <c>ccm</c>.</param>
public readonly record struct ClaimSlot(string Tenant, long Person, ServiceMonth Month, string Family = ClaimSlot.CcmFamily)
{
    /// <summary>The family that this bridge writes.</summary>
    public const string CcmFamily = "ccm";
}
