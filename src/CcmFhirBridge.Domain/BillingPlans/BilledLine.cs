namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>A line that the ledger already holds for the patient-month.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Units">Units.</param>
/// <param name="Charge">Charge of the line.</param>
/// <param name="Revision">Revision of the claim that carries it.</param>
/// <param name="State">Where it stands.</param>
public sealed record BilledLine(string Code, int Units, decimal Charge, int Revision, LedgerState State);
