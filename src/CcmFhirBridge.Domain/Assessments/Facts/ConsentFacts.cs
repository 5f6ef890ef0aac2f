using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>What the statements of consent come to in the month; the later statement wins.</summary>
internal sealed class ConsentFacts
{
    private ConsentFacts(IntervalSet inForce, CcmConsent? rests, CcmConsent? last, bool unclear)
    {
        InForce = inForce;
        RestsOn = rests;
        Last = last;
        Unclear = unclear;
    }

    /// <summary>Instants of the month at which consent is in force.</summary>
    public IntervalSet InForce { get; }

    /// <summary>The consent that the month rests on; null when none is in force.</summary>
    public CcmConsent? RestsOn { get; }

    /// <summary>The last statement, whatever it says; null when there is none.</summary>
    public CcmConsent? Last { get; }

    /// <summary>When consent was given or ended cannot be told.</summary>
    public bool Unclear { get; }

    public static ConsentFacts Of(PatientRecord record, Interval month, PracticeTimeZone zone)
    {
        var inForce = IntervalSet.Empty;
        CcmConsent? rests = null, last = null;
        var unclear = false;
        var undated = false;
        var undatedRefusal = false;
        foreach (var consent in record.Consents.Where(IsStatement).OrderBy(consent => Stated(consent, zone)).ThenBy(Refuses).ThenBy(static consent => consent.Source))
        {
            last = consent;
            if (Refuses(consent))
            {
                undatedRefusal |= Given(consent) is null;
                var from = Given(consent)?.Earliest(zone) ?? DateTimeOffset.MinValue;
                inForce = inForce.Except(Between(from, DateTimeOffset.MaxValue, month));
                unclear = false;
                continue;
            }

            if (Given(consent) is not { } given)
            {
                undated = true;
                continue;
            }

            var start = given.Latest(zone);
            var granted = Between(start, consent.PeriodEnd?.Latest(zone) ?? DateTimeOffset.MaxValue, month);
            inForce = inForce.Except(Between(start, DateTimeOffset.MaxValue, month)).Union(granted);
            unclear = consent.Status == "inactive" && consent.PeriodEnd is null && !granted.IsEmpty;
            if (!granted.IsEmpty)
                rests = consent;
        }

        unclear |= inForce.IsEmpty ? undated && !Refuses(last!) : undatedRefusal;
        return new ConsentFacts(inForce, inForce.IsEmpty ? null : rests, last, unclear);
    }

    public static bool Refuses(CcmConsent consent) => consent.Status == "rejected" || consent.Denies;

    public static Moment? Given(CcmConsent consent) => consent.PeriodStart ?? consent.RecordedAt;

    // Drafts and withdrawn-as-mistaken records state nothing.
    private static bool IsStatement(CcmConsent consent) => consent.Status is "active" or "inactive" or "rejected";

    private static DateTimeOffset Stated(CcmConsent consent, PracticeTimeZone zone) =>
        (consent.RecordedAt ?? consent.PeriodStart)?.Latest(zone) ?? DateTimeOffset.MinValue;

    private static IntervalSet Between(DateTimeOffset start, DateTimeOffset end, Interval month)
    {
        var from = start > month.Start ? start : month.Start;
        var to = end < month.End ? end : month.End;
        return from < to ? IntervalSet.Of(new Interval(from, to)) : IntervalSet.Empty;
    }
}
