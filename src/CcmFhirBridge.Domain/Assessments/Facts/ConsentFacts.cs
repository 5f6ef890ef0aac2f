using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>A consent and the instants of the month for which it is the one that counts.</summary>
internal readonly record struct ConsentGrant(CcmConsent Consent, IntervalSet When);

/// <summary>What the statements of consent come to in the month; the later statement wins.</summary>
internal sealed class ConsentFacts
{
    private ConsentFacts(ImmutableArray<ConsentGrant> grants, CcmConsent? last, bool unclear, PracticeTimeZone zone)
    {
        Grants = grants;
        InForce = IntervalSet.UnionOf(grants.Select(static grant => grant.When));
        RestsOn = grants.IsEmpty ? null : grants[^1].Consent;
        Last = last;
        Unclear = unclear;
        Doubted = IntervalSet.UnionOf(grants.Select(grant => LastDayOf(grant, zone)));
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

    public static ConsentFacts Of(PatientRecord record, Interval month, PracticeTimeZone zone)
    {
        var grants = new List<ConsentGrant>();
        CcmConsent? last = null;
        var unclear = !UnreadParts.Withheld(record, "Consent").IsEmpty;
        var undated = false;
        var undatedEnd = false;
        var refused = false;
        foreach (var consent in record.Consents.Where(IsStatement).OrderBy(consent => Stated(consent, zone)).ThenBy(Refuses).ThenBy(static consent => consent.Source))
        {
            last = consent;
            unclear |= UnreadParts.HasUnreadDate(record, consent.Source);
            if (Refuses(consent))
            {
                undatedEnd |= Given(consent) is null;
                refused = true;
                Cut(grants, Given(consent)?.Earliest(zone) ?? DateTimeOffset.MinValue, month);
                continue;
            }

            if (Given(consent) is not { } given)
            {
                undated = true;
                undatedEnd |= consent.Status == "inactive" && consent.PeriodEnd is null;
                continue;
            }

            // A consent that follows a refusal is one from when it was stated, however early it says that it starts.
            var start = given.Latest(zone);
            if (refused && Stated(consent, zone) > start)
                start = Stated(consent, zone);
            Cut(grants, start, month);
            grants.Add(new ConsentGrant(consent, Between(start, consent.PeriodEnd?.Latest(zone) ?? DateTimeOffset.MaxValue, month)));
        }

        grants.RemoveAll(static grant => grant.When.IsEmpty);
        unclear |= grants.Exists(static grant => grant.Consent is { Status: "inactive", PeriodEnd: null });
        unclear |= grants.Count == 0 ? undated && !Refuses(last!) : undatedEnd;
        return new ConsentFacts([.. grants], last, unclear, zone);
    }

    public static bool Refuses(CcmConsent consent) => consent.Status == "rejected" || consent.Denies;

    public static Moment? Given(CcmConsent consent) => consent.PeriodStart ?? consent.RecordedAt;

    /// <summary>When the first consent of all was given; null when none is dated.</summary>
    public static DateTimeOffset? FirstGiven(PatientRecord record, PracticeTimeZone zone)
    {
        DateTimeOffset? first = null;
        foreach (var consent in record.Consents)
        {
            if (IsStatement(consent) && !Refuses(consent) && Given(consent)?.Latest(zone) is { } given && !(first <= given))
                first = given;
        }

        return first;
    }

    // Drafts and withdrawn-as-mistaken records state nothing.
    private static bool IsStatement(CcmConsent consent) => consent.Status is "active" or "inactive" or "rejected";

    private static DateTimeOffset Stated(CcmConsent consent, PracticeTimeZone zone) =>
        (consent.RecordedAt ?? consent.PeriodStart)?.Latest(zone) ?? DateTimeOffset.MinValue;

    private static void Cut(List<ConsentGrant> grants, DateTimeOffset from, Interval month)
    {
        var after = Between(from, DateTimeOffset.MaxValue, month);
        for (var i = 0; i < grants.Count; i++)
            grants[i] = grants[i] with { When = grants[i].When.Except(after) };
    }

    private static IntervalSet LastDayOf(ConsentGrant grant, PracticeTimeZone zone) =>
        grant.Consent.PeriodEnd is { Instant: null } end ? grant.When.Intersect(IntervalSet.Of(new Interval(end.Earliest(zone), end.Latest(zone)))) : IntervalSet.Empty;

    private static IntervalSet Between(DateTimeOffset start, DateTimeOffset end, Interval month)
    {
        var from = start > month.Start ? start : month.Start;
        var to = end < month.End ? end : month.End;
        return from < to ? IntervalSet.Of(new Interval(from, to)) : IntervalSet.Empty;
    }
}
