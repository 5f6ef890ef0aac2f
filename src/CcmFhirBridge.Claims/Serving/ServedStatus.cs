using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Serving;

/// <summary>
/// What the copies that we serve say of themselves, so that whoever reads all of them bills once. It rests on the entry alone, never on what
/// the tenant file says by now: a bill that was planned for one output stays with it.
/// </summary>
/// <remarks>Source: R4 value sets fm-status and chargeitem-status.</remarks>
public static class ServedStatus
{
    /// <summary>Code system of <c>Claim.status</c>.</summary>
    public const string ClaimSystem = "http://hl7.org/fhir/fm-status";

    /// <summary>Code system of <c>ChargeItem.status</c>.</summary>
    public const string ChargeItemSystem = "http://hl7.org/fhir/chargeitem-status";

    /// <summary>
    /// Status of a Claim. Active, which means that whoever reads it files it, is only what was planned for the billing system that reads us and is
    /// released. What was active and will never be filed is cancelled, also when it was the EHR that refused its copy: the next revision takes its place.
    /// </summary>
    public static string OfClaim(LedgerState state, FiledThrough? output) => (state, output) switch
    {
        (LedgerState.Corrected, _) or (LedgerState.Rejected, FiledThrough.BillingSystem) => "cancelled",
        (LedgerState.Planned or LedgerState.Sending or LedgerState.InDoubt or LedgerState.Confirmed, FiledThrough.BillingSystem) => "active",
        _ => "draft",
    };

    /// <summary>Status of a ChargeItem. None that we serve is ever filed: a billing system files its Claim, and what the EHR bills is its own copy.</summary>
    public static string OfChargeItem(LedgerState state) => state == LedgerState.Corrected ? "entered-in-error" : "not-billable";

    /// <summary>A state as it is written everywhere.</summary>
    public static string Word(LedgerState state) => state == LedgerState.InDoubt ? "in-doubt" : state.ToString().ToLowerInvariant();
}
