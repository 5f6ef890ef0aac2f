using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>One code with its units, day and money.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Units">Whole units, 1 or more.</param>
/// <param name="DateOfService">The one day put on every line of the family; that of the visit for a line with <paramref name="Visit"/>.</param>
/// <param name="UnitCharge">What the practice charges for a unit, in US dollars; null when neither charge nor amount is known.</param>
/// <param name="Charge">Units × <paramref name="UnitCharge"/>: what <c>Claim.item.net</c> says.</param>
/// <param name="Amount">Estimate of the allowed amount of the line: units × the unit amount rounded first; null where no table is loaded.</param>
/// <param name="Visit">Visit that the code is an add-on of; null for a code that counts the month's time.</param>
public sealed record ServiceLine(string Code, int Units, DateOnly DateOfService, decimal? UnitCharge, decimal? Charge, decimal? Amount,
    SourceReference? Visit = null);
