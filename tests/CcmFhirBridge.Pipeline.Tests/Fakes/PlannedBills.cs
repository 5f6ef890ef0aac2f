using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Bills that wait to be sent.</summary>
internal static class PlannedBills
{
    /// <summary>Plans the bills of so many patients: a Claim and two lines each.</summary>
    public static async Task AddAsync(MemoryLedger ledger, int claims, ServiceMonth? of = null)
    {
        var month = of ?? Practice.April;
        var fence = ledger.TakeFence();
        for (var i = 1; i <= claims; i++)
        {
            var slot = new ClaimSlot("lakeside", await ledger.PersonAsync($"Patient/p{i}", default), month);
            await ledger.PlanAsync(fence, [Entry(slot, i, null), Entry(slot, i, "99490"), Entry(slot, i, "99439")], default);
        }
    }

    private static LedgerEntry Entry(ClaimSlot slot, int patient, string? code)
    {
        var claim = ClaimIdentifiers.Claim("lakeside", $"p{patient}", slot.Month);
        var body = Encoding.UTF8.GetBytes($"{claim} {code}");
        return new LedgerEntry
        {
            Slot = slot,
            Code = code,
            Revision = 1,
            Patient = $"Patient/p{patient}",
            Identifier = code is null ? claim : ClaimIdentifiers.Charge(claim, code),
            RevisionIdentifier = code is null ? ClaimIdentifiers.ClaimRevision(claim, 1) : ClaimIdentifiers.ChargeRevision(claim, 1, code),
            State = LedgerState.Planned,
            Body = body,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)),
            Units = 1,
            Charge = 125m,
        };
    }
}
