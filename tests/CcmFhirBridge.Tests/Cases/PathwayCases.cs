namespace CcmFhirBridge.Tests.Cases;

/// <summary>Staff, practitioner and complex pathway (DESIGN §5).</summary>
internal static class PathwayCases
{
    public const string Table = """
        # The practitioner's time short of its own code is pooled
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=10:00
        = bill 99490x1 2026-04-15 staff=600 practitioner=600 pooled=600 surplus=0

        # The practitioner's time is not pooled where the practice says so
        policy poolPractitionerTime false
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=10:00
        = none nothing staff=600 practitioner=600 pooled=0

        # Thirty minutes of the practitioner have their own code
        entry e1 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 2026-04-15 staff=0 practitioner=1800 pooled=0
        ? pathway.choice met

        # Staff time and thirty minutes of the practitioner are held
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = hold 99490x1 staff=1200 practitioner=1800 pooled=0 alternatives=99491x1
        ? pathway.choice open hold

        # Staff and practitioner on one entry are staff time, once
        entry e1 by=rn-s,dr-a at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200 practitioner=0 excluded=0

        # The practitioner's own period on a shared entry is the practitioner's
        entry e1 by=rn-s,dr-a at=2026-04-14T10:00 for=20:00 own.dr-a=2026-04-14T10:00/2026-04-14T10:05
        = bill 99490x1 staff=900 practitioner=300 pooled=300

        # An hour of staff with moderate decision making is complex
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2026-04-20T10:00 for=10:00
        = bill 99487x1 2026-04-20 staff=3600 practitioner=0 alternatives=99490x1,99439x2
        ? pathway.choice met

        # Decision making by another practitioner is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-b mdm=high at=2026-04-20T10:00 for=10:00
        = bill 99490x1,99439x2

        # Low decision making is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=low at=2026-04-20T10:00 for=10:00
        = bill 99490x1,99439x2
        """;
}
