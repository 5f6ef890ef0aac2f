using System.Security.Cryptography;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>Makes ledger entries of what the EHR has and the ledger lost. Pure.</summary>
/// <param name="tenant">Slug: our identifiers are made with it, so those of another installation are told apart.</param>
/// <param name="month">The month.</param>
internal sealed class LostEntries(string tenant, ServiceMonth month)
{
    /// <summary>Why the bridge cannot have written this as it is; null when it can.</summary>
    public string? Objection(EhrHolding holding)
    {
        if (holding.Patient is not { } patient || holding.Month != month)
            return "Whose it is or of which month cannot be read.";
        var claim = ClaimIdentifiers.Claim(tenant, patient["Patient/".Length..], month);
        if (Codes(holding) is not { } codes)
            return "Its code cannot be read.";
        if (holding.Identifier != (codes is [var code] ? ClaimIdentifiers.Charge(claim, code) : claim))
            return "Its identifier is not the one of this tenant, patient and month: another installation's, or the patient was merged.";
        if (Revision(holding, claim, codes) is null)
            return "The identifier of its revision is missing or wrong.";
        return holding is { Units: > 0, Charge: >= 0m } ? null : "Its units or its amount cannot be read.";
    }

    /// <summary>The entry that the ledger lost.</summary>
    /// <param name="holding">What the EHR has, without an objection.</param>
    /// <param name="person">Our own row of the patient.</param>
    /// <param name="member">Key of the member that the month bills now; only a Claim carries it.</param>
    /// <param name="reason">Who took it up, and why.</param>
    public LedgerEntry Entry(EhrHolding holding, long person, string? member, string reason)
    {
        var codes = Codes(holding)!;
        var claim = ClaimIdentifiers.Claim(tenant, holding.Patient!["Patient/".Length..], month);
        return new LedgerEntry
        {
            Slot = new ClaimSlot(tenant, person, month),
            Code = codes is [var code] ? code : null,
            Revision = Revision(holding, claim, codes)!.Value,
            Patient = holding.Patient!,
            MemberKey = codes.Count == 0 ? member : null,
            Identifier = holding.Identifier!,
            RevisionIdentifier = holding.Copy.RevisionIdentifier!,
            State = LedgerState.Confirmed,
            Body = holding.Body,
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(holding.Body.Span)),
            Units = holding.Units!.Value,
            Charge = holding.Charge!.Value,
            EhrReference = holding.Copy.Version is { } version ? $"{holding.Copy.Reference}/_history/{version}" : holding.Copy.Reference,
            Reason = reason,
        };
    }

    // None for a Claim, one for a ChargeItem; null where a ChargeItem has another number of them.
    private static IReadOnlyList<string>? Codes(EhrHolding holding) =>
        holding.ResourceType == "Claim" ? [] : holding.Codes.Length == 1 ? holding.Codes : null;

    private static int? Revision(EhrHolding holding, string claim, IReadOnlyList<string> codes)
    {
        var text = holding.Copy.RevisionIdentifier;
        if (text is null || text.Length <= claim.Length + 1 || !int.TryParse(text[(claim.Length + 1)..].Split('-')[0], out var revision) || revision < 1)
            return null;
        return text == (codes is [var code] ? ClaimIdentifiers.ChargeRevision(claim, revision, code) : ClaimIdentifiers.ClaimRevision(claim, revision)) ? revision : null;
    }
}
