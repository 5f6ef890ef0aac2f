using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Who pays in the month.</summary>
/// <param name="Payer">Class that decides; null when nothing is in force.</param>
/// <param name="Assumed">Medicare Part B by policy, for a patient without any Coverage.</param>
/// <param name="Covered">Days of the month in force, as instants; the whole month when nothing is in force.</param>
/// <param name="Paying">The coverage that decides; null when none.</param>
/// <param name="NotFirst">Another insurance pays before it: true, false, or null when that cannot be told.</param>
/// <param name="InForce">Every coverage in force on a day of the month.</param>
internal sealed record CoverageFacts(
    PayerClass? Payer, bool Assumed, IntervalSet Covered, CoverageRecord? Paying, bool? NotFirst, ImmutableArray<CoverageRecord> InForce)
{
    public bool NothingInForce => Payer is null;

    public static CoverageFacts Of(PatientRecord record, Tenant tenant, ServiceMonth month, IntervalSet wholeMonth)
    {
        if (record.Coverages.IsEmpty && tenant.Policy.Coverage == CoveragePolicy.AssumeMedicarePartB)
            return new CoverageFacts(PayerClass.PartB, true, wholeMonth, null, false, []);
        var zone = tenant.TimeZone;
        var inForce = record.Coverages
            .Where(coverage => coverage.Status == "active"
                && (coverage.Start is null || coverage.Start.Value.FirstDay(zone) <= month.LastDay)
                && (coverage.End is null || coverage.End.Value.LastDay(zone) >= month.FirstDay))
            .OrderBy(static coverage => SourceOfPayment.Classify(coverage.PayerTypeCode))
            .ThenBy(static coverage => coverage.Order ?? int.MaxValue).ThenBy(static coverage => coverage.Source)
            .ToImmutableArray();
        if (inForce.IsEmpty)
            return new CoverageFacts(null, false, wholeMonth, null, false, []);
        var paying = inForce[0];
        var payer = SourceOfPayment.Classify(paying.PayerTypeCode);
        var medicare = payer <= PayerClass.UnclearMedicare;
        var days = inForce.Where(coverage => medicare ? SourceOfPayment.Classify(coverage.PayerTypeCode) <= PayerClass.UnclearMedicare : SourceOfPayment.Classify(coverage.PayerTypeCode) == payer)
            .Select(coverage => Days(coverage, month, zone));
        return new CoverageFacts(payer, false, IntervalSet.Of(days), paying, medicare ? PaysLater(paying, inForce) : false, inForce);
    }

    private static Interval Days(CoverageRecord coverage, ServiceMonth month, PracticeTimeZone zone)
    {
        var first = coverage.Start?.FirstDay(zone) ?? month.FirstDay;
        var last = coverage.End?.LastDay(zone) ?? month.LastDay;
        var start = zone.StartOf(first < month.FirstDay ? month.FirstDay : first);
        var end = zone.StartOf((last > month.LastDay ? month.LastDay : last).AddDays(1));
        return end < start ? new Interval(start, start) : new Interval(start, end);
    }

    private static bool? PaysLater(CoverageRecord medicare, ImmutableArray<CoverageRecord> inForce)
    {
        if (medicare.Order is > 1)
            return true;
        if (medicare.Order == 1)
            return false;
        return inForce.Any(other => other.Order == 1 && SourceOfPayment.Classify(other.PayerTypeCode) > PayerClass.UnclearMedicare) ? null : false;
    }
}
