using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>What a completion came to.</summary>
/// <param name="Planned">Entries that stand beside what was adopted, as they stood before the ledger was lost.</param>
/// <param name="Halves">Bills of which the ledger still has a part, and why.</param>
internal sealed record CompletionResult(IReadOnlyList<LedgerEntry> Planned, IReadOnlyList<DriftFinding> Halves);

/// <summary>
/// Gives the ledger back the entries of an adopted bill that the EHR does not have: of a type that it takes none of, or not sent yet when the
/// ledger was lost. They are made from the month's record, and only where that says exactly what stands in the EHR.
/// </summary>
internal sealed class LedgerCompletion(IBillingLedger ledger, IClaimBodies bodies, Tenant tenant, DateTimeOffset now)
{
    private readonly DateTimeOffset _created = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>Completes; a second run finds every bill whole and plans nothing.</summary>
    /// <param name="entries">Every entry of the month.</param>
    /// <param name="patients">What each patient's month comes to now.</param>
    /// <param name="isThere">Whether the EHR has one that is not cancelled: what was not adopted of it is told as it is.</param>
    /// <param name="takesClaims">Whether the EHR is given Claims.</param>
    /// <param name="word">Whose word it is that the ledger was lost.</param>
    /// <param name="cancellation">Stops between bills.</param>
    public async Task<CompletionResult> RunAsync(
        IReadOnlyList<LedgerEntry> entries, MonthBills patients, Func<LedgerEntry, bool> isThere, bool takesClaims, AdoptionWord word,
        CancellationToken cancellation)
    {
        var planned = new List<LedgerEntry>();
        var halves = new List<DriftFinding>();
        foreach (var slot in entries.Where(entry => entry.State != LedgerState.Corrected).GroupBy(entry => entry.Slot))
        {
            cancellation.ThrowIfCancellationRequested();
            var standing = slot.Where(entry => entry.Revision == slot.Max(other => other.Revision)).ToList();
            if (IsWhole(standing))
                continue;
            if (Missing(standing, patients) is not { } missing)
            {
                halves.Add(Half(standing, "the record no longer says what stands in the EHR. 'corrections list' says what to do about it."));
                continue;
            }

            if (missing.Exists(entry => isThere(entry)))
                continue;
            try
            {
                planned.AddRange(await PlanAsync(missing, takesClaims, word));
            }
            catch (LedgerIntegrityException refused)
            {
                halves.Add(Half(standing, refused.Message));
            }
        }

        return new CompletionResult(planned, halves);
    }

    // What is planned is planned whole: only what was adopted can lack a part. A void has no charges of its own.
    private bool IsWhole(List<LedgerEntry> standing)
    {
        if (!standing.Exists(entry => entry.State == LedgerState.Confirmed))
            return true;
        if (standing.Find(entry => entry.Code is null) is not { } claim)
            return false;
        var sent = bodies.Read(claim.Body);
        return sent.Replaces is { IsVoid: true } || sent.Lines.All(line => standing.Exists(entry => entry.Code == line.Code));
    }

    // Null where the record does not say what stands; what a lost Claim of a later revision replaced is not known.
    private List<LedgerEntry>? Missing(List<LedgerEntry> standing, MonthBills patients)
    {
        var (first, claim) = (standing[0], standing.Find(entry => entry.Code is null));
        if (!patients.ByPatient.TryGetValue(first.Patient, out var result) || result.Plan.Patient != first.Patient
            || result.Plan.Outcome != Outcome.Bill || result.Plan.Lines.IsEmpty || (claim is null && first.Revision > 1))
        {
            return null;
        }

        var order = new ClaimOrder(result.Plan, first.Identifier.Split('-')[0], first.Revision, _created)
        {
            Replaces = claim is null ? null : bodies.Read(claim.Body).Replaces,
        };
        var composed = bodies.Compose(tenant, order);
        var agrees = composed.All(body => body.Problems.Count == 0)
            && standing.TrueForAll(entry => composed.FirstOrDefault(body => body.Code == entry.Code) is { } body && bodies.Changes(entry.Body, body.Body).Count == 0);
        return agrees
            ? [.. ClaimEntries.Of(first.Slot, tenant.Billing.FiledThrough, order, composed).Where(entry => !standing.Exists(other => other.Code == entry.Code))]
            : null;
    }

    // What is missing leaves as every bill does: the release of the month asks whether it may. The Claim goes first: where the EHR has its ChargeItems
    // and takes Claims, it was there, and somebody took it away.
    private async Task<IReadOnlyList<LedgerEntry>> PlanAsync(List<LedgerEntry> missing, bool takesClaims, AdoptionWord word)
    {
        var said = $"Made beside what was adopted by {word.By}.";
        if (missing is not [{ Code: null } claim, ..] || !takesClaims)
        {
            List<LedgerEntry> waiting = [.. missing.Select(entry => entry with { State = LedgerState.Held, Reason = said })];
            await ledger.PlanAsync(word.Lease.Fence, waiting, CancellationToken.None);
            return waiting;
        }

        List<LedgerEntry> held = [.. missing.Select(entry => entry with { State = LedgerState.Held, Reason = $"{said} The EHR has its ChargeItems and not the Claim, which goes first." })];
        await ledger.PlanAsync(word.Lease.Fence, held, CancellationToken.None);
        foreach (var entry in held)
            await ledger.MoveAsync(word.Lease.Fence, entry, LedgerState.Quarantined, CancellationToken.None);
        return [.. held.Select(entry => entry with { State = LedgerState.Quarantined })];
    }

    private static DriftFinding Half(List<LedgerEntry> standing, string why)
    {
        var (lacking, has) = standing.Exists(entry => entry.Code is null) ? ("ChargeItems", "Claim") : ("Claim", "ChargeItems");
        return new DriftFinding(
            DriftKind.HalfWritten, standing[0].ResourceType, standing[0].Identifier, standing[0].Patient, [.. standing.Select(entry => entry.EhrReference).OfType<string>()],
            $"The ledger has the {has} without the {lacking}: {why}");
    }
}
