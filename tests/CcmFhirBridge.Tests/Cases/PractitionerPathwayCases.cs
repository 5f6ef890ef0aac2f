namespace CcmFhirBridge.Tests.Cases;

/// <summary>99491 and 99437: what the billing practitioner does personally (RULES §1.1, §4; DESIGN §5).</summary>
internal static class PractitionerPathwayCases
{
    public const string Table = """
        # One second under thirty minutes of the practitioner is pooled and reaches the staff's code
        entry e1 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1 2026-04-15 practitioner=1799 pooled=1799

        # One second over thirty minutes of the practitioner is still one unit
        entry e1 by=dr-a at=2026-04-15T10:00 for=30:01
        = bill 99491x1 practitioner=1801 pooled=0 surplus=1

        # One second under sixty minutes of the practitioner is still one unit
        entry e1 by=dr-a at=2026-04-15T10:00 for=59:59
        = bill 99491x1 practitioner=3599 surplus=1799

        # Sixty minutes of the practitioner carry one further unit
        entry e1 by=dr-a at=2026-04-15T10:00 for=60:00
        = bill 99491x1,99437x1 2026-04-15 practitioner=3600 surplus=0

        # One second under ninety minutes of the practitioner carries one further unit
        entry e1 by=dr-a at=2026-04-15T10:00 for=89:59
        = bill 99491x1,99437x1 surplus=1799

        # Ninety minutes of the practitioner carry two further units
        entry e1 by=dr-a at=2026-04-15T10:00 for=90:00
        = bill 99491x1,99437x2 surplus=0
        ? units.mue met

        # A third further unit of the practitioner is held and not cut
        entry e1 by=dr-a at=2026-04-15T10:00 for=120:00
        = hold 99491x1,99437x3 surplus=0
        ? units.mue not-met hold

        # One second under two hours of the practitioner stays within the edits
        entry e1 by=dr-a at=2026-04-15T10:00 for=119:59
        = bill 99491x1,99437x2

        # In March 2026 the edit is not loaded, so a third further unit cannot be told
        month 2026-03
        entry e1 by=dr-a at=2026-03-16T10:00 for=120:00
        = hold 99491x1,99437x3
        ? units.mue cannot-tell hold

        # The practitioner's minutes of several days add up to the second
        entry e1 by=dr-a at=2026-04-14T10:00 for=12:34
        entry e2 by=dr-a at=2026-04-15T10:00 for=12:34
        entry e3 by=dr-a at=2026-04-16T10:00 for=4:52
        = bill 99491x1 2026-04-16 practitioner=1800 surplus=0

        # Staff time never helps the practitioner's code
        entry e1 by=dr-a at=2026-04-15T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-16T10:00 for=19:59
        = bill 99491x1 staff=1199 practitioner=1800 pooled=0 surplus=1199

        # Staff time never lifts the practitioner's code to a further unit
        entry e1 by=dr-a at=2026-04-15T10:00 for=45:00
        entry e2 by=rn-s at=2026-04-16T10:00 for=15:00
        = bill 99491x1 staff=900 practitioner=2700 pooled=0

        # Another practitioner's time counts as clinical staff time
        entry e1 by=dr-b at=2026-04-15T10:00 for=30:00
        = bill 99490x1 staff=1800 practitioner=0

        # Thirty minutes of two practitioners are not thirty minutes of one
        entry e1 by=dr-a at=2026-04-15T10:00 for=15:00
        entry e2 by=dr-b at=2026-04-16T10:00 for=15:00
        = bill 99490x1 staff=900 practitioner=900 pooled=900

        # Both the staff's and the practitioner's time reach a code: a person chooses
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=60:00
        = hold 99490x1,99439x1 staff=2400 practitioner=3600 pooled=0 alternatives=99491x1,99437x1
        ? pathway.choice not-met hold

        # The practice's policy takes the practitioner's pathway where both stand
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 2026-04-15 alternatives=99490x1,99439x1
        ? pathway.choice met

        # The practice's policy takes the staff's pathway where both stand
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99490x1,99439x1 2026-04-14 pooled=0 alternatives=99491x1
        ? pathway.choice met

        # The policy changes nothing where only the practitioner's pathway stands
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 alternatives=99490x1,99439x1

        # Where nothing is pooled the practitioner's own code has no alternative
        policy poolPractitionerTime false
        entry e1 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 alternatives=

        # Staff and thirty minutes of the practitioner at the same moment count once
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99490x1 staff=1200 practitioner=600 pooled=600 by=parallel-staff:1200

        # Time in the practitioner's own billed visit is not care management
        visit v2 code=99214 by=dr-a at=2026-04-15T10:00 for=15:00 discussed=yes
        entry e1 by=dr-a at=2026-04-15T10:00 for=30:00
        = none nothing practitioner=900 by=billed-visit:900

        # The date of service of the practitioner's code is the day on which its last unit was reached
        entry e1 by=dr-a at=2026-04-10T10:00 for=30:00
        entry e2 by=dr-a at=2026-04-20T10:00 for=29:00
        entry e3 by=dr-a at=2026-04-28T10:00 for=1:00
        = bill 99491x1,99437x1 2026-04-28

        # At the end of the month the practitioner's code is dated so where the practice says so
        billing dateOfService month-end
        entry e1 by=dr-a at=2026-04-10T10:00 for=30:00
        = bill 99491x1 2026-04-30

        # Decision making makes nothing complex of the practitioner's own hour
        entry e1 by=dr-a at=2026-04-10T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-20T10:00 for=10:00
        = bill 99491x1,99437x1
        """;
}
