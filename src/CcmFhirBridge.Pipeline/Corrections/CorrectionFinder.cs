using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>Tells what is wrong with a claim that has left. Pure.</summary>
public static class CorrectionFinder
{
    /// <summary>The correction that a release has found necessary; null when nothing of the patient-month stands any more.</summary>
    /// <param name="month">Service month.</param>
    /// <param name="release">A patient whose claim stands and says something else.</param>
    /// <param name="entries">The slot of the patient-month in the ledger, all revisions.</param>
    /// <param name="today">Today, on the practice's calendar.</param>
    public static Correction? Of(ServiceMonth month, PatientRelease release, IReadOnlyList<LedgerEntry> entries, DateOnly today)
    {
        var left = entries.Where(entry => entry.State != LedgerState.Corrected).ToList();
        if (left.Count == 0)
            return null;
        var standing = left.Where(entry => entry.Revision == left.Max(other => other.Revision)).ToList();
        IReadOnlyList<BilledLine> lines = standing.Exists(entry => entry.Code is not null) ? BilledLines.Of(standing) : release.Billed;
        ImmutableArray<CorrectionLine> billed = [.. lines.Select(line => new CorrectionLine(line.Code, line.Units)).OrderBy(line => line.Code, StringComparer.Ordinal)];
        ImmutableArray<CorrectionLine> supported = release.Outcome == Outcome.Bill
            ? [.. release.Lines.Select(line => new CorrectionLine(line.Code, line.Units)).OrderBy(line => line.Code, StringComparer.Ordinal)]
            : [];
        return new Correction
        {
            Identifier = (standing.Find(entry => entry.Code is null) ?? standing[0]).Identifier,
            Revision = standing[0].Revision,
            Patient = release.Patient,
            Month = month,
            Kind = release.Outcome == Outcome.Hold ? CorrectionKind.InQuestion : KindOf(billed, supported),
            Payer = release.Payer,
            Billed = billed,
            Supported = supported,
            ChargeDifference = lines.Sum(line => line.Charge) - (supported.IsEmpty ? 0m : release.Charge),
            Differences = release.Reasons,
            IsReplaceable = release.IsReplaceable && release.Outcome != Outcome.Hold,
            IdentifiedOn = today,
        };
    }

    // A service that is billed and not supported is an overpayment, whatever else the record supports.
    private static CorrectionKind KindOf(ImmutableArray<CorrectionLine> billed, ImmutableArray<CorrectionLine> supported)
    {
        var right = supported.ToDictionary(line => line.Code, line => line.Units, StringComparer.Ordinal);
        if (billed.Any(line => line.Units > right.GetValueOrDefault(line.Code)))
            return CorrectionKind.Overpaid;
        return billed.SequenceEqual(supported) ? CorrectionKind.Misstated : CorrectionKind.Underpaid;
    }
}
