using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

public static class Entries
{
    public static LedgerEntry Claim(ClaimSlot slot, int revision = 1, string body = "claim", LedgerState state = LedgerState.Planned) =>
        Of(slot, null, revision, body, state);

    public static LedgerEntry Charge(ClaimSlot slot, string code, int revision = 1, string body = "charge", LedgerState state = LedgerState.Planned) =>
        Of(slot, code, revision, body, state);

    /// <summary>The taking back of an entry, planned.</summary>
    public static TakeBack TakeBack(LedgerEntry entry)
    {
        var body = "taken back"u8.ToArray();
        return new TakeBack
        {
            RevisionIdentifier = entry.RevisionIdentifier,
            Slot = entry.Slot,
            Code = entry.Code,
            Body = body,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            State = LedgerState.Planned,
        };
    }

    private static LedgerEntry Of(ClaimSlot slot, string? code, int revision, string body, LedgerState state)
    {
        var identifier = ClaimIdentifiers.Claim(slot.Tenant, $"p{slot.Person}", slot.Month);
        var bytes = Encoding.UTF8.GetBytes(body);
        return new LedgerEntry
        {
            Slot = slot,
            Code = code,
            Revision = revision,
            Patient = $"Patient/p{slot.Person}",
            Identifier = code is null ? identifier : ClaimIdentifiers.Charge(identifier, code),
            RevisionIdentifier = code is null ? ClaimIdentifiers.ClaimRevision(identifier, revision) : ClaimIdentifiers.ChargeRevision(identifier, revision, code),
            State = state,
            Body = bytes,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Units = 1,
            Charge = 125.07m,
        };
    }
}
