using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Pipeline.Ledger;

/// <summary>A revision of the Claim of one patient-month, as the ledger keeps it.</summary>
/// <param name="Identifier">Identifier that every revision shares.</param>
/// <param name="RevisionIdentifier">Identifier of this revision.</param>
/// <param name="State">Where it stands.</param>
/// <param name="EhrReference">Reference and perhaps version in the EHR, once known.</param>
/// <param name="Body">Body in UTF-8, unpacked when it is asked for.</param>
public sealed record BilledClaim(string Identifier, string RevisionIdentifier, LedgerState State, string? EhrReference, Lazy<ReadOnlyMemory<byte>> Body)
{
    /// <summary>Whether it was released, and neither refused, set aside nor replaced since. A void stands as well: its body says what it is.</summary>
    public bool Stands => State is LedgerState.Planned or LedgerState.Sending or LedgerState.InDoubt or LedgerState.Confirmed;
}
