namespace CcmFhirBridge.Tests.Cases;

/// <summary>Months and days through the practice's zone; spans through elapsed time (DESIGN §6, time and money).</summary>
internal static class ClockCases
{
    public const string Table = """
        # The month ends at local midnight
        entry e1 by=rn-s at=2026-04-30T23:40 end=2026-05-01T00:10
        = bill 99490x1 2026-04-30 staff=1200

        # The rest belongs to the next month
        month 2026-05
        entry e1 by=rn-s at=2026-04-30T23:40 end=2026-05-01T00:10
        = none nothing staff=600

        # The month begins at local midnight
        entry e1 by=rn-s at=2026-03-31T23:50 end=2026-04-01T00:20
        = bill 99490x1 2026-04-01 staff=1200

        # Tokyo is ahead of UTC
        zone Asia/Tokyo
        entry e1 by=rn-s at=2026-03-31T15:00:00Z end=2026-03-31T15:20:00Z
        = bill 99490x1 2026-04-01 staff=1200

        # Tokyo's month is over before UTC's
        zone Asia/Tokyo
        entry e1 by=rn-s at=2026-04-30T15:00:00Z end=2026-04-30T15:20:00Z
        = none nothing staff=0 excluded=0

        # Honolulu is behind UTC
        zone Pacific/Honolulu
        entry e1 by=rn-s at=2026-05-01T09:40:00Z end=2026-05-01T10:00:00Z
        = bill 99490x1 2026-04-30 staff=1200

        # Honolulu's month begins ten hours after UTC's
        zone Pacific/Honolulu
        entry e1 by=rn-s at=2026-04-01T09:30:00Z end=2026-04-01T10:10:00Z
        = none nothing staff=600

        # The night that loses an hour counts elapsed time
        month 2026-03
        entry e1 by=rn-s at=2026-03-08T01:50:00-05:00 end=2026-03-08T03:10:00-04:00
        = bill 99490x1 2026-03-08 staff=1200

        # The night that gains an hour counts elapsed time
        month 2026-11
        entry e1 by=rn-s at=2026-11-01T01:50:00-04:00 end=2026-11-01T01:10:00-05:00
        = bill 99490x1 2026-11-01 staff=1200

        # The month that gains an hour begins at its local midnight
        month 2026-11
        entry e1 by=rn-s at=2026-10-31T23:50:00-04:00 end=2026-11-01T00:20:00-04:00
        = bill 99490x1 2026-11-01 staff=1200

        # A unit reached at midnight is the day's that ends
        entry e1 by=rn-s at=2026-04-14T23:40 end=2026-04-15T00:00
        = bill 99490x1 2026-04-14

        # A future month is computed all the same
        month 2026-12
        entry e1 by=rn-s at=2026-12-14T10:00 for=20:00
        = bill 99490x1 2026-12-14

        # A month without verified rules is held without lines
        month 2027-01
        visit v2 code=99214 by=dr-a at=2026-06-05T08:00 for=30:00 discussed=yes
        entry e1 by=rn-s at=2027-01-14T10:00 for=20:00
        = hold nothing staff=1200
        ? rules.in-force not-met hold

        # A month before the first rules is held too
        month 2017-06
        since 2017-01-05
        entry e1 by=rn-s at=2017-06-14T10:00 for=20:00
        = hold nothing staff=1200
        ? rules.in-force not-met hold

        # A month without rules and without time is nothing
        month 2027-01
        = none nothing
        """;
}
