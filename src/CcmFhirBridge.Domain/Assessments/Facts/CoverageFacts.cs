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
internal sealed record CoverageFacts(PayerClass? Payer, bool Assumed, IntervalSet Covered, CoverageRecord? Paying, bool? NotFirst)
{
    private StandingCoverage[] Standings { get; init; } = [];

    /// <summary>Every coverage in force on a day of the month, the one that decides first.</summary>
    public ImmutableArray<CoverageRecord> InForce => [.. Standings.Select(static one => one.Coverage)];

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

    public static CoverageFacts Of(PatientRecord record, Tenant tenant, MonthDays month)
    {
        if (UnreadParts.AnyUnread(record, "Coverage"))
            return NothingInForce(month);
        var withheld = UnreadParts.AnyWithheld(record, "Coverage");
        if (record.Coverages.IsEmpty && !withheld && tenant.Policy.Coverage == CoveragePolicy.AssumeMedicarePartB)
            return new CoverageFacts(PayerClass.PartB, true, month.Whole, null, false) { Setting = SettingOf(PayerClass.PartB, null, tenant) };
        var standing = Standing(record, month);
        if (standing.Length == 0)
            return NothingInForce(month);
        var paying = standing[0].Coverage;
        var payer = standing[0].Class;
        var medicare = payer <= PayerClass.UnclearMedicare;
        var days = DaysOf(standing, medicare ? PayerClass.UnclearMedicare : payer, month);
        var ofPayer = standing.Length == 1 ? days : DaysOf(standing, payer, month);
        var setting = SettingOf(payer, paying, tenant);
        return new CoverageFacts(payer, false, days, paying, medicare || setting is not null ? PaysLater(standing, withheld) : false)
        {
            Standings = standing,
            PayerOnSomeDaysOnly = !ReferenceEquals(days, ofPayer) && !days.Except(ofPayer).IsEmpty,
            TermIsVague = AnyOfPayerIsVague(standing, record, month),
            Setting = setting,
            MayGoByOtherRules = MayBeBilledOtherwise(standing, setting, tenant),
        };
    }

    private static CoverageFacts NothingInForce(MonthDays month) => new(null, false, month.Whole, null, false);

    private static PayerSetting? SettingOf(PayerClass of, CoverageRecord? coverage, Tenant tenant) => PayerSetting.Find(tenant.Payers, SourceOfPayment.Name(of), coverage);

    // Active coverages in force on a day of the month, the one that decides first.
    private static StandingCoverage[] Standing(PatientRecord record, MonthDays month)
    {
        var standing = new StandingCoverage[record.Coverages.Length];
        var count = 0;
        foreach (var coverage in record.Coverages)
        {
            if (coverage.Status == "active" && !(coverage.Start?.FirstDay(month.Zone) > month.Last) && !(coverage.End?.LastDay(month.Zone) < month.First))
                standing[count++] = new StandingCoverage(coverage, ClassOf(coverage, record, month));
        }

        Array.Resize(ref standing, count);
        Array.Sort(standing, Order);
        return standing;
    }

    private static int Order(StandingCoverage left, StandingCoverage right)
    {
        if (left.Class != right.Class)
            return left.Class.CompareTo(right.Class);
        var byOrder = (left.Coverage.Order ?? int.MaxValue).CompareTo(right.Coverage.Order ?? int.MaxValue);
        return byOrder != 0 ? byOrder : left.Coverage.Source.CompareTo(right.Coverage.Source);
    }

    // Of the classes up to the last; none stands that goes before the one that decides.
    private static IntervalSet DaysOf(StandingCoverage[] standing, PayerClass last, MonthDays month)
    {
        var days = IntervalSet.Empty;
        foreach (var (coverage, payer) in standing)
        {
            if (payer <= last)
                days = days.Union(Days(coverage, month));
        }

        return days;
    }

    private static bool AnyOfPayerIsVague(StandingCoverage[] standing, PatientRecord record, MonthDays month)
    {
        foreach (var (coverage, payer) in standing)
        {
            if (payer == standing[0].Class && HasVagueTerm(coverage, record, month))
                return true;
        }

        return false;
    }

    private static bool MayBeBilledOtherwise(StandingCoverage[] standing, PayerSetting? setting, Tenant tenant)
    {
        var paying = standing[0];
        foreach (var (other, payer) in standing)
        {
            if (payer == paying.Class && !IsAfter(other, paying.Coverage) && SettingOf(payer, other, tenant) != setting)
                return true;
        }

        return false;
    }

    private static bool IsAfter(CoverageRecord other, CoverageRecord paying) => paying.Order == 1 && other.Order > 1;

    private static IntervalSet Days(CoverageRecord coverage, MonthDays month)
    {
        var zone = month.Zone;
        var start = coverage.Start?.FirstDay(zone) is { } first && first > month.First ? zone.StartTicksOf(first) : month.Interval.StartTicks;
        var end = coverage.End?.LastDay(zone) is { } last && last < month.Last ? zone.StartTicksOf(last.AddDays(1)) : month.Interval.EndTicks;
        return month.Clip(start, end);
    }

    // A term that cannot be read, or that says no more than the year or month, does not tell whether Part B stands on a day.
    private static PayerClass ClassOf(CoverageRecord coverage, PatientRecord record, MonthDays month)
    {
        var payer = SourceOfPayment.Classify(coverage.PayerTypeCode);
        return payer == PayerClass.PartB && HasVagueTerm(coverage, record, month) ? PayerClass.UnclearMedicare : payer;
    }

    private static bool HasVagueTerm(CoverageRecord coverage, PatientRecord record, MonthDays month) =>
        month.IsVague(coverage.Start) || month.IsVague(coverage.End) || UnreadParts.HasUnreadDate(record, coverage.Source);

    // Medicaid and other public programmes pay before others only where the EHR says so; a commercial plan, and one of an unknown kind, may.
    private static bool? PaysLater(StandingCoverage[] standing, bool withheld)
    {
        var paying = standing[0].Coverage;
        if (paying.Order is > 1)
            return true;
        if (withheld)
            return null;
        foreach (var (other, payer) in standing)
        {
            if (other.Source == paying.Source || payer <= PayerClass.UnclearMedicare)
                continue;
            var mayPayFirst = payer is PayerClass.Commercial or PayerClass.Unknown;
            if (paying.Order == 1 ? mayPayFirst && other.Order == 1 : other.Order is <= 1 || (mayPayFirst && other.Order is null))
                return null;
        }

        return false;
    }

    private readonly record struct StandingCoverage(CoverageRecord Coverage, PayerClass Class);
}
