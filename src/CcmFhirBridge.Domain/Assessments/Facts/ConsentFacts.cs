using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A consent and the instants of the month for which it is the one that counts.</summary>
internal readonly record struct ConsentGrant(CcmConsent Consent, IntervalSet When);

/// <summary>What the statements of consent come to in the month; the later statement wins.</summary>
internal sealed class ConsentFacts
{
    private const long Always = long.MaxValue;

    private ConsentFacts(ConsentGrant[] grants, CcmConsent? last, bool unclear, PracticeTimeZone zone)
    {
        Grants = ImmutableCollectionsMarshal.AsImmutableArray(grants);
        InForce = IntervalSet.Empty;
        Doubted = IntervalSet.Empty;
        foreach (var grant in grants)
        {
            InForce = InForce.Union(grant.When);
            Doubted = Doubted.Union(LastDayOf(grant, zone));
        }

        RestsOn = grants.Length == 0 ? null : grants[^1].Consent;
        Last = last;
        Unclear = unclear;
    }

    /// <summary>Consents in force in the month, the earliest statement first, each with its own instants.</summary>
    public ImmutableArray<ConsentGrant> Grants { get; }

    /// <summary>Instants of the month at which consent is in force.</summary>
    public IntervalSet InForce { get; }

    /// <summary>The consent that the month rests on; null when none is in force.</summary>
    public CcmConsent? RestsOn { get; }

    /// <summary>The last statement, whatever it says; null when there is none.</summary>
    public CcmConsent? Last { get; }

    /// <summary>When consent was given or ended cannot be told.</summary>
    public bool Unclear { get; }

    /// <summary>A day on which consent ended at an hour that is not recorded.</summary>
    public IntervalSet Doubted { get; }

    public static ConsentFacts Of(PatientRecord record, MonthDays month)
    {
        var zone = month.Zone;
        if (UnreadParts.AnyUnread(record, "Consent"))
            return new ConsentFacts([], null, unclear: true, zone);
        var statements = StatementsOf(record, zone);
        var grants = new ConsentGrant[statements.Length];
        var count = 0;
        var unclear = UnreadParts.AnyWithheld(record, "Consent");
        var undated = false;
        var undatedEnd = false;
        var refused = false;
        foreach (var consent in statements)
        {
            unclear |= UnreadParts.HasUnreadDate(record, consent.Source);
            if (Refuses(consent))
            {
                undatedEnd |= Given(consent) is null;
                refused = true;
                Cut(grants.AsSpan(0, count), Given(consent)?.EarliestTicks(zone) ?? 0, month);
                continue;
            }

            if (Given(consent) is not { } given)
            {
                undated = true;
                undatedEnd |= consent.Status == "inactive" && consent.PeriodEnd is null;
                continue;
            }

            // Whether it was given before, in or after the month is not told to the day.
            undated |= month.IsVague(given) && !(consent.PeriodEnd?.LatestTicks(zone) <= month.Interval.StartTicks);

            // A consent that follows a refusal is one from when it was stated, however early it says that it starts.
            var start = given.LatestTicks(zone);
            if (refused)
                start = Math.Max(start, Stated(consent, zone));
            Cut(grants.AsSpan(0, count), start, month);
            grants[count++] = new ConsentGrant(consent, month.Clip(start, consent.PeriodEnd?.LatestTicks(zone) ?? Always));
        }

        grants = WithoutEmpty(grants, count);
        foreach (var grant in grants)
            unclear |= grant.Consent is { Status: "inactive", PeriodEnd: null };
        unclear |= grants.Length == 0 ? undated && !Refuses(statements[^1]) : undatedEnd;
        return new ConsentFacts(grants, statements.Length == 0 ? null : statements[^1], unclear, zone);
    }

    public static bool Refuses(CcmConsent consent) => consent.Status == "rejected" || consent.Denies;

    public static Moment? Given(CcmConsent consent) => consent.PeriodStart ?? consent.RecordedAt;

    /// <summary>When the first consent of all was given, in UTC ticks; null when none is dated.</summary>
    public static long? FirstGivenTicks(PatientRecord record, PracticeTimeZone zone)
    {
        long? first = null;
        foreach (var consent in record.Consents)
        {
            if (IsStatement(consent) && !Refuses(consent) && Given(consent)?.LatestTicks(zone) is { } given && !(first <= given))
                first = given;
        }

        return first;
    }

    // In the order in which they were stated.
    private static ReadOnlySpan<CcmConsent> StatementsOf(PatientRecord record, PracticeTimeZone zone)
    {
        // One is the rule, and needs no list.
        if (record.Consents is [var only])
            return IsStatement(only) ? record.Consents.AsSpan() : [];
        var statements = record.Consents.Where(IsStatement).ToArray();
        Sort(statements, zone);
        return statements;
    }

    private static void Sort(CcmConsent[] statements, PracticeTimeZone zone) => Array.Sort(statements, (left, right) => Order(left, right, zone));

    private static int Order(CcmConsent left, CcmConsent right, PracticeTimeZone zone)
    {
        var byTime = Stated(left, zone).CompareTo(Stated(right, zone));
        if (byTime != 0)
            return byTime;
        var byRefusal = Refuses(left).CompareTo(Refuses(right));
        return byRefusal != 0 ? byRefusal : left.Source.CompareTo(right.Source);
    }

    // Drafts and withdrawn-as-mistaken records state nothing.
    private static bool IsStatement(CcmConsent consent) => consent.Status is "active" or "inactive" or "rejected";

    private static long Stated(CcmConsent consent, PracticeTimeZone zone) => (consent.RecordedAt ?? consent.PeriodStart)?.LatestTicks(zone) ?? 0;

    private static void Cut(Span<ConsentGrant> grants, long fromTicks, MonthDays month)
    {
        var after = month.Clip(fromTicks, Always);
        foreach (ref var grant in grants)
            grant = grant with { When = grant.When.Except(after) };
    }

    private static ConsentGrant[] WithoutEmpty(ConsentGrant[] grants, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (!grants[i].When.IsEmpty)
                grants[kept++] = grants[i];
        }

        Array.Resize(ref grants, kept);
        return grants;
    }

    private static IntervalSet LastDayOf(ConsentGrant grant, PracticeTimeZone zone) => grant.Consent.PeriodEnd is { Precision: not MomentPrecision.Instant } end
        ? grant.When.Intersect(IntervalSet.Of(new Interval(end.EarliestTicks(zone), end.LatestTicks(zone))))
        : IntervalSet.Empty;
}
