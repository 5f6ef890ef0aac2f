using System.Security.Cryptography;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Finished bodies as ledger entries: the Claim, then a ChargeItem a line.</summary>
public static class ClaimEntries
{
    private const string NotConforming = "Does not conform: ";

    /// <summary>Whether the entry was set aside for its form, before anything left.</summary>
    public static bool DoesNotConform(LedgerEntry entry) => entry.Reason?.StartsWith(NotConforming, StringComparison.Ordinal) == true;

    /// <summary>The identifier of a patient-month: the one that was stored at first planning, else made now.</summary>
    public static string IdentifierOf(Tenant tenant, BillingPlan plan, IReadOnlyList<LedgerEntry> ledger) =>
        ledger.FirstOrDefault(entry => entry.Code is null)?.Identifier
        ?? ClaimIdentifiers.Claim(tenant.Slug, plan.Patient[(plan.Patient.IndexOf('/') + 1)..], plan.Month);

    /// <summary>The entries of a slot. When any body does not conform none may leave: all begin held.</summary>
    public static IReadOnlyList<LedgerEntry> Of(ClaimSlot slot, FiledThrough output, ClaimOrder order, IReadOnlyList<ClaimBody> composed)
    {
        var conforms = composed.All(body => body.Problems.Count == 0);
        return [.. composed.Select(body => Entry(slot, order, body, conforms) with { FiledThrough = output })];
    }

    private static LedgerEntry Entry(ClaimSlot slot, ClaimOrder order, ClaimBody body, bool conforms)
    {
        var line = body.Code is null ? null : order.Plan.Lines.Single(line => line.Code == body.Code);
        return new LedgerEntry
        {
            Slot = slot,
            Code = body.Code,
            Revision = order.Revision,
            Patient = order.Plan.Patient,
            MemberKey = body.Code is null ? order.Plan.MemberKey : null,
            Identifier = body.Code is null ? order.Identifier : ClaimIdentifiers.Charge(order.Identifier, body.Code),
            RevisionIdentifier = body.Code is null
                ? ClaimIdentifiers.ClaimRevision(order.Identifier, order.Revision)
                : ClaimIdentifiers.ChargeRevision(order.Identifier, order.Revision, body.Code),
            State = conforms ? LedgerState.Planned : LedgerState.Held,
            Body = body.Body,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(body.Body.Span)),
            Units = line?.Units ?? order.Plan.Lines.Sum(each => each.Units),
            Charge = line is null ? order.Plan.Lines.Sum(each => each.Charge ?? 0m) : line.Charge ?? 0m,
            Reason = conforms ? null
                : body.Problems.Count > 0 ? NotConforming + string.Join("; ", body.Problems)
                : "Another resource of this claim does not conform.",
        };
    }
}
