using System.Runtime.ExceptionServices;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>
/// Looks through the months that have left for claims that no longer say what the record says: late minutes, a consent withdrawn, a death
/// made known, evidence that is gone. It reads what is stored, asks no EHR, and sends nothing.
/// </summary>
public sealed class CorrectionRun(
    ICorrectionStore corrections, IMonthStore months, IAssessmentStore assessments, IBillingLedger ledger, ReleaseRun release, Tenant tenant, TimeProvider time)
{
    /// <summary>Finds and records; months in which nothing changed since the last look are not looked at again.</summary>
    /// <returns>All corrections, open or not.</returns>
    /// <exception cref="LedgerIntegrityException">A month is not as it was sealed; the others were looked through.</exception>
    public async Task<IReadOnlyList<CorrectionStatus>> RunAsync(CancellationToken cancellation)
    {
        await CompleteAsync(cancellation);
        ExceptionDispatchInfo? broken = null;
        foreach (var month in (await months.ListAsync(cancellation)).Where(month => month.State == MonthState.Closed || month.IsReopened).OrderBy(month => month.Month))
        {
            var position = await assessments.PositionAsync(cancellation);
            if (await corrections.CorrectedThroughAsync(month.Month, cancellation) == position)
                continue;
            try
            {
                await LookThroughAsync(month.Month, cancellation);
            }
            catch (LedgerIntegrityException found)
            {
                broken ??= ExceptionDispatchInfo.Capture(found);
                continue;
            }

            await corrections.SaveCorrectedThroughAsync(month.Month, position, cancellation);
        }

        broken?.Throw();
        return CorrectionStatus.Of(await corrections.CorrectionEventsAsync(cancellation));
    }

    /// <summary>Records that a person did what a correction asks for; the same again changes nothing.</summary>
    /// <exception cref="CorrectionException">There is no open correction of that id.</exception>
    public async Task<CorrectionStatus> SettleAsync(string id, string by, string reason, CancellationToken cancellation)
    {
        var found = CorrectionStatus.Of(await corrections.CorrectionEventsAsync(cancellation)).FirstOrDefault(status => status.Correction.Id == id)
            ?? throw new CorrectionException($"there is no correction {id}. 'ccm-bridge corrections list' shows their ids.");
        if (found.Last.Step == CorrectionStep.Done)
            return found;
        if (found.IsOnItsWay && await IsUnderWayAsync(found.Correction, cancellation))
            throw new CorrectionException($"correction {id} was approved by {found.Last.By} and is on its way: it is done once the EHR has it. 'ccm-bridge outbox list' says where it stands.");
        if (!found.IsOpen && !found.IsOnItsWay)
            throw new CorrectionException($"correction {id} is gone since {found.Last.At:u}: the record says what the claim says, or the claim needs another correction. See 'ccm-bridge corrections list'.");
        var done = new CorrectionEvent(found.Correction, CorrectionStep.Done, time.GetUtcNow(), by, reason);
        await corrections.RecordCorrectionsAsync([done], cancellation);
        return found with { Last = done };
    }

    // What was held or set aside on its way is a person's matter, and so is to say that it was settled otherwise.
    private async Task<bool> IsUnderWayAsync(Correction correction, CancellationToken cancellation)
    {
        var slots = (await ledger.RevisionsAsync(correction.Identifier, cancellation)).Select(entry => entry.Slot).Distinct().ToList();
        foreach (var slot in slots)
        {
            if (Awaited(await ledger.SlotAsync(slot, cancellation)).Any(entry => entry.State is LedgerState.Planned or LedgerState.Sending or LedgerState.InDoubt))
                return true;
        }

        return (await ledger.TakeBacksAsync(cancellation)).Any(back => slots.Contains(back.Slot));
    }

    // What a person approved is done once nothing of the old revision stands in the EHR and all of the new one does.
    private async Task CompleteAsync(CancellationToken cancellation)
    {
        var events = new List<CorrectionEvent>();
        var open = (await ledger.TakeBacksAsync(cancellation)).Select(back => back.Slot).ToHashSet();
        foreach (var status in CorrectionStatus.Of(await corrections.CorrectionEventsAsync(cancellation)).Where(status => status.IsOnItsWay))
        {
            var claims = await ledger.RevisionsAsync(status.Correction.Identifier, cancellation);
            if (claims.LastOrDefault(entry => entry.Revision > status.Correction.Revision) is not { } claim || open.Contains(claim.Slot))
                continue;
            var slot = await ledger.SlotAsync(claim.Slot, cancellation);
            if (Awaited(slot).Where(entry => entry.Revision == claim.Revision).All(entry => entry.State is LedgerState.Confirmed or LedgerState.Corrected))
                events.Add(new CorrectionEvent(status.Correction, CorrectionStep.Done, time.GetUtcNow(), status.Last.By, $"{claim.RevisionIdentifier} is {(claim.State == LedgerState.Confirmed ? "confirmed" : "served")}. {status.Last.Reason}"));
        }

        if (events.Count > 0)
            await corrections.RecordCorrectionsAsync(events, cancellation);
    }

    // What the EHR has to take: of a type of which it took none before, nothing leaves.
    private static IEnumerable<LedgerEntry> Awaited(IReadOnlyList<LedgerEntry> slot)
    {
        var types = slot.Where(entry => entry.SentAt is not null || entry.EhrReference is not null).Select(entry => entry.ResourceType).ToHashSet(StringComparer.Ordinal);
        return slot.Where(entry => types.Contains(entry.ResourceType));
    }

    // An overpayment whose wording changes is the same overpayment: its days go on from when it was found first, also while a hold left it open.
    private static Correction SinceFirst(Correction correction, IReadOnlyList<CorrectionStatus> known)
    {
        var same = known.Where(status => status.Correction.Identifier == correction.Identifier && status.Correction.Revision == correction.Revision).ToList();
        var heldSince = same.Where(status => status.IsOpen && status.Correction.Kind == CorrectionKind.InQuestion).Select(status => status.Last.At).ToHashSet();
        return correction with
        {
            IdentifiedOn = same.Where(status => status.IsOpen || status.IsOnItsWay || heldSince.Contains(status.Last.At)).Select(status => status.Correction)
                .Where(other => other.Kind == CorrectionKind.Overpaid && correction.Kind == CorrectionKind.Overpaid)
                .Select(other => other.IdentifiedOn).Append(correction.IdentifiedOn).Min(),
        };
    }

    private async Task LookThroughAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var report = await release.RunAsync(month, lease: null, cancellation);
        var entries = (await ledger.MonthAsync(month, cancellation)).ToLookup(entry => entry.Slot);
        var now = time.GetUtcNow();
        var today = tenant.TimeZone.DayOf(now);
        var needed = report.Patients.Where(patient => patient.Status == ReleaseStatus.NeedsCorrection)
            .Select(patient => CorrectionFinder.Of(month, patient, patient.Slot is { } slot ? [.. entries[slot]] : [], today)).OfType<Correction>().ToDictionary(correction => correction.Id, StringComparer.Ordinal);
        // Of a patient whose month could not be computed nothing new is known.
        var failed = report.Patients.Where(patient => patient.Status == ReleaseStatus.Failed).Select(patient => patient.Patient).ToHashSet(StringComparer.Ordinal);
        var known = CorrectionStatus.Of(await corrections.CorrectionEventsAsync(cancellation)).Where(status => status.Correction.Month == month).ToList();
        var events = new List<CorrectionEvent>();
        foreach (var status in known.Where(status => status.IsOpen && !needed.ContainsKey(status.Correction.Id) && !failed.Contains(status.Correction.Patient)))
            events.Add(new CorrectionEvent(status.Correction, CorrectionStep.Gone, now, null, null));
        foreach (var correction in needed.Values)
        {
            var before = known.Find(status => status.Correction.Id == correction.Id);
            if (before is null || before.Last.Step == CorrectionStep.Gone)
                events.Add(new CorrectionEvent(SinceFirst(before?.Correction ?? correction, known), CorrectionStep.Identified, now, null, null));
        }

        if (events.Count > 0)
            await corrections.RecordCorrectionsAsync(events, cancellation);
    }
}
