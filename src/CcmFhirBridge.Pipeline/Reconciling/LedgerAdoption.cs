using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>Whose word it is that the ledger was lost.</summary>
/// <param name="Lease">The right to work for the tenant.</param>
/// <param name="By">Who.</param>
public sealed record AdoptionWord(ILease Lease, string By);

/// <summary>What an adoption came to.</summary>
/// <param name="Adopted">Entries that the ledger knows again.</param>
/// <param name="Objections">Why the rest was not taken, by reference in the EHR.</param>
internal sealed record AdoptionResult(IReadOnlyList<LedgerEntry> Adopted, IReadOnlyDictionary<string, string> Objections);

/// <summary>Takes what is ours in the EHR and unknown to the ledger into the ledger as confirmed: all that the EHR has of a bill or nothing of it.</summary>
internal sealed class LedgerAdoption(IBillingLedger ledger, IClaimBodies bodies, string tenant, ServiceMonth month)
{
    private readonly LostEntries _lost = new(tenant, month);

    /// <summary>Adopts; a second run finds everything known and adopts nothing.</summary>
    /// <param name="unknown">What the ledger does not know and is there once.</param>
    /// <param name="memberOf">Key of the member that a patient's month bills.</param>
    /// <param name="word">Whose word it is.</param>
    /// <param name="cancellation">Stops between bills.</param>
    public async Task<AdoptionResult> RunAsync(
        IReadOnlyList<EhrHolding> unknown, Func<string, string?> memberOf, AdoptionWord word, CancellationToken cancellation)
    {
        var adopted = new List<LedgerEntry>();
        var objections = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var bill in unknown.GroupBy(holding => holding.Identifier?.Split('-')[0], StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Objection([.. bill]) is { } objection)
            {
                foreach (var holding in bill)
                    objections[holding.Copy.Reference] = objection;
                continue;
            }

            var patient = bill.First().Patient!;
            var person = await ledger.PersonAsync(patient, cancellation);
            var entries = bill.Select(holding => OrVoid(_lost.Entry(holding, person, memberOf(patient), $"Adopted from the EHR by {word.By}: the ledger did not know it.")))
                .OrderBy(entry => entry.Code, StringComparer.Ordinal).ToList();
            try
            {
                // Recorded even when the call is being cancelled: half a bill would be none.
                await ledger.AdoptAsync(word.Lease.Fence, entries, CancellationToken.None);
                adopted.AddRange(entries);
            }
            catch (LedgerIntegrityException refused)
            {
                foreach (var holding in bill)
                    objections[holding.Copy.Reference] = refused.Message;
            }
        }

        return new AdoptionResult(adopted, objections);
    }

    // A void repeats the lines of what it withdraws, and bills nobody.
    private LedgerEntry OrVoid(LedgerEntry entry) =>
        entry.Code is null && bodies.Read(entry.Body).Replaces is { IsVoid: true } ? entry with { Units = 0, Charge = 0m, MemberKey = null } : entry;

    private string? Objection(IReadOnlyList<EhrHolding> bill)
    {
        if (bill.Select(_lost.Objection).FirstOrDefault(objection => objection is not null) is { } objection)
            return objection;
        // Without its lines a claim that stands could not be told from a void.
        if (bill.Any(holding => holding.ResourceType == "Claim" && bodies.Read(holding.Body) is { Replaces: not { IsVoid: true }, Lines.IsEmpty: true }))
            return "Its lines cannot be read.";
        var revisions = bill.Select(holding => holding.Copy.RevisionIdentifier!.Split('-')[0]).Distinct(StringComparer.Ordinal).Count();
        return revisions > 1 ? "Its Claim and its ChargeItems are of different revisions." : null;
    }
}
