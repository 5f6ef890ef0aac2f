namespace CcmFhirBridge.Tests.Cases;

/// <summary>Consent before counted time (DESIGN §4 and §5, consent).</summary>
internal static class ConsentCases
{
    public const string Table = """
        # Time before consent never counts
        consent cons1 start=2026-04-14T10:05 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=25:00
        = bill 99490x1 staff=1200 excluded=300 by=before-consent:300

        # A consent with a day only is in force from the next midnight
        consent cons1 start=2026-04-14 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T23:50 end=2026-04-15T00:20
        = bill 99490x1 2026-04-15 staff=1200 by=before-consent:600

        # A consent with a month only cannot be told of that month
        consent cons1 start=2026-04 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # No consent is no bill
        no consent cons1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1 2026-04-14 staff=1200
        ? consent.active not-met block

        # No consent in an EHR that may keep it elsewhere cannot be told
        vendor epic
        no consent cons1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # A refusal is no bill
        consent cons1 status=rejected start=2026-01-05 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? consent.active not-met block

        # A denial is a refusal
        consent cons1 type=deny start=2026-01-05 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? consent.active not-met block

        # The later refusal wins
        consent cons2 status=rejected written=2026-03-01T09:00 start=2026-03-01T09:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? consent.active not-met block

        # A refusal in the month leaves what was before
        consent cons2 status=rejected written=2026-04-14T10:20 start=2026-04-14T10:20
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill 99490x1 2026-04-14 staff=1200 by=after-withdrawal:1200

        # The later consent wins over an earlier refusal
        consent cons1 status=rejected start=2026-01-05T09:00 written=2026-01-05T09:00
        consent cons2 start=2026-04-10T09:00 written=2026-04-10T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200

        # A consent cannot reach back behind the refusal that it lifts
        consent cons1 status=rejected start=2026-04-01T09:00 written=2026-04-01T09:00
        consent cons2 start=2026-01-05T09:00 written=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing staff=0 by=before-consent:1200

        # A refusal without a date cannot be told
        consent cons2 status=rejected
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # A withdrawal stops the seconds after it
        consent cons1 start=2026-01-05T09:00 end=2026-04-14T10:20 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill 99490x1 2026-04-14 staff=1200 by=after-withdrawal:1200

        # A withdrawal with a day only leaves that day in doubt
        consent cons1 start=2026-01-05T09:00 end=2026-04-14 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # A withdrawal before the month is no bill
        consent cons1 status=inactive start=2026-01-05T09:00 end=2026-03-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? consent.active not-met block

        # Inactive without an end cannot be told
        consent cons1 status=inactive start=2026-01-05T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # Inactive without any date cannot be told, beside whatever other consent
        consent cons2 status=inactive
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # Time under an inactive consent stays in doubt after a new one is given
        consent cons1 status=inactive start=2026-01-05T09:00 written=2026-01-05T09:00 by=dr-a told=yes
        consent cons2 start=2026-04-20T09:00 written=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # A draft states nothing
        consent cons1 status=draft start=2026-01-05T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # Consent without a period counts from when it was written
        consent cons1 written=2026-04-14T10:05 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=25:00
        = bill 99490x1 staff=1200 by=before-consent:300

        # Consent written after the first month is held
        consent cons1 start=2026-01-05T09:00 written=2026-05-04T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.recorded not-met hold

        # Consent written after the time in its month is said
        consent cons1 start=2026-04-01T09:00 written=2026-04-25T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? consent.recorded not-met warn

        # Consent of the month that names no day cannot be told
        consent cons1 written=2026-04 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # Consent written after a later month is said
        consent cons1 start=2026-01-05T09:00 written=2026-05-04T09:00 by=dr-a told=yes
        entry e0 by=rn-s at=2026-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? consent.recorded not-met warn

        # Consent that names another practitioner is held
        consent cons1 start=2026-01-05T09:00 by=dr-b told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.practitioner not-met hold

        # Time under a consent that names another practitioner is held though a new consent followed
        consent cons1 start=2026-01-05T09:00 written=2026-01-05T09:00 by=dr-b told=yes
        consent cons2 start=2026-04-20T09:00 written=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.practitioner not-met hold

        # Consent that says something was not told is held
        consent cons1 start=2026-01-05T09:00 by=dr-a told=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.disclosures not-met hold

        # What a replaced consent left out is no matter where nothing was counted under it
        consent cons1 start=2026-01-05T09:00 written=2026-01-05T09:00 by=dr-a told=no
        consent cons2 start=2026-04-10T09:00 written=2026-04-10T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200
        ? consent.disclosures met

        # What a replaced consent left out holds the time that was counted under it
        consent cons1 start=2026-01-05T09:00 written=2026-01-05T09:00 by=dr-a told=no
        consent cons2 start=2026-04-20T09:00 written=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.disclosures not-met hold

        # A consent that followed says nothing about what was told before the time
        consent cons1 start=2026-01-05T09:00 written=2026-01-05T09:00 by=dr-a
        consent cons2 start=2026-04-20T09:00 written=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? consent.disclosures cannot-tell warn

        # Consent silent about what was told is a warning
        consent cons1 start=2026-01-05T09:00 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? consent.disclosures cannot-tell warn

        # Time before a consent that leaves too little is nothing
        consent cons1 start=2026-04-20T09:00 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing by=before-consent:1200
        """;
}
