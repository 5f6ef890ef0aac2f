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
    /// <summary>Medicare of which the part is not known stands on days on which Part B is not seen to.</summary>
    public bool PartBOnSomeDaysOnly => Payer == PayerClass.PartB && PayerOnSomeDaysOnly;

    /// <summary>Another Medicare coverage stands on days on which the one that decides is not seen to.</summary>
    public bool PayerOnSomeDaysOnly { get; private init; }

    /// <summary>Since or until when the payer's coverage is in force is not told to the day.</summary>
    public bool TermIsVague { get; private init; }

    /// <summary>By whose rules the payer is billed; null when the tenant file does not say.</summary>
    public PayerSetting? Setting { get; private init; }

    /// <summary>Another coverage of the payer's class may be the one that pays, and is billed by other rules or by none.</summary>
    public bool MayGoByOtherRules { get; private init; }

    public static CoverageFacts Of(PatientRecord record, Tenant tenant, ServiceMonth month) =>
        Of(record, tenant, month, IntervalSet.Of(tenant.TimeZone.Month(month)));

    public static CoverageFacts Of(PatientRecord record, Tenant tenant, ServiceMonth month, IntervalSet wholeMonth)
    {
        var withheld = !UnreadParts.Withheld(record, "Coverage").IsEmpty;
        if (record.Coverages.IsEmpty && !withheld && tenant.Policy.Coverage == CoveragePolicy.AssumeMedicarePartB)
            return new CoverageFacts(PayerClass.PartB, true, wholeMonth, null, false, []) { Setting = SettingOf(PayerClass.PartB, null) };
        var zone = tenant.TimeZone;
        var classes = record.Coverages.ToDictionary(static coverage => coverage.Source, coverage => ClassOf(coverage, record, month, zone));
        var inForce = record.Coverages
            .Where(coverage => coverage.Status == "active"
                && (coverage.Start is null || coverage.Start.Value.FirstDay(zone) <= month.LastDay)
                && (coverage.End is null || coverage.End.Value.LastDay(zone) >= month.FirstDay))
            .OrderBy(coverage => classes[coverage.Source])
            .ThenBy(static coverage => coverage.Order ?? int.MaxValue).ThenBy(static coverage => coverage.Source)
            .ToImmutableArray();
        if (inForce.IsEmpty)
            return new CoverageFacts(null, false, wholeMonth, null, false, []);
        var paying = inForce[0];
        var payer = classes[paying.Source];
        var medicare = payer <= PayerClass.UnclearMedicare;
        var days = IntervalSet.Of(inForce.Where(coverage => medicare ? classes[coverage.Source] <= PayerClass.UnclearMedicare : classes[coverage.Source] == payer)
            .Select(coverage => Days(coverage, month, zone)));
        var ofPayer = IntervalSet.Of(inForce.Where(coverage => classes[coverage.Source] == payer).Select(coverage => Days(coverage, month, zone)));
        var setting = SettingOf(payer, paying);
        return new CoverageFacts(payer, false, days, paying, medicare || setting is not null ? PaysLater(paying, inForce, classes, withheld) : false, inForce)
        {
            PayerOnSomeDaysOnly = !days.Except(ofPayer).IsEmpty,
            TermIsVague = inForce.Any(coverage => classes[coverage.Source] == payer && HasVagueTerm(coverage, record, month, zone)),
            Setting = setting,
            MayGoByOtherRules = inForce.Any(other => classes[other.Source] == payer && !IsAfter(other, paying) && SettingOf(payer, other) != setting),
        };

        PayerSetting? SettingOf(PayerClass of, CoverageRecord? coverage) => PayerSetting.Find(tenant.Payers, SourceOfPayment.Name(of), coverage);
    }

    private static bool IsAfter(CoverageRecord other, CoverageRecord paying) => paying.Order == 1 && other.Order > 1;

    private static Interval Days(CoverageRecord coverage, ServiceMonth month, PracticeTimeZone zone)
    {
        var first = coverage.Start?.FirstDay(zone) ?? month.FirstDay;
        var last = coverage.End?.LastDay(zone) ?? month.LastDay;
        var start = zone.StartOf(first < month.FirstDay ? month.FirstDay : first);
        var end = zone.StartOf((last > month.LastDay ? month.LastDay : last).AddDays(1));
        return end < start ? new Interval(start, start) : new Interval(start, end);
    }

    // A term that cannot be read, or that says no more than the year or month, does not tell whether Part B stands on a day.
    private static PayerClass ClassOf(CoverageRecord coverage, PatientRecord record, ServiceMonth month, PracticeTimeZone zone)
    {
        var payer = SourceOfPayment.Classify(coverage.PayerTypeCode);
        return payer == PayerClass.PartB && HasVagueTerm(coverage, record, month, zone) ? PayerClass.UnclearMedicare : payer;
    }

    private static bool HasVagueTerm(CoverageRecord coverage, PatientRecord record, ServiceMonth month, PracticeTimeZone zone) =>
        IsVague(coverage.Start, month, zone) || IsVague(coverage.End, month, zone) || UnreadParts.HasUnreadDate(record, coverage.Source);

    private static bool IsVague(Moment? moment, ServiceMonth month, PracticeTimeZone zone) => moment is { } when
        && when.FirstDay(zone) != when.LastDay(zone) && when.LastDay(zone) >= month.FirstDay && when.FirstDay(zone) <= month.LastDay;

    // Medicaid and other public programmes never pay before others; a commercial plan, and one of an unknown kind, may.
    private static bool? PaysLater(CoverageRecord paying, ImmutableArray<CoverageRecord> inForce, Dictionary<SourceReference, PayerClass> classes, bool withheld)
    {
        if (paying.Order is > 1)
            return true;
        if (withheld)
            return null;
        var mayPayFirst = inForce.Any(other => other.Source != paying.Source && classes[other.Source] is PayerClass.Commercial or PayerClass.Unknown
            && (paying.Order == 1 ? other.Order == 1 : other.Order is null or <= 1));
        return mayPayFirst ? null : false;
    }
}
