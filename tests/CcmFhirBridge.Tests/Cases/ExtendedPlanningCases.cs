namespace CcmFhirBridge.Tests.Cases;

/// <summary>The practitioner's extended planning at the initiating visit, G0506 (RULES §3.3, DESIGN §4).</summary>
internal static class ExtendedPlanningCases
{
    public const string Table = """
        # Extended planning at the initiating visit is a further line on the visit's own day
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10 staff=1200 practitioner=0 excluded=0
        ? visit.extended-planning met

        # A visit that says nothing of extended planning brings no line
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning met info

        # A visit that denies extended planning brings no line
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A new patient's first visit, consent, plan and time may all fall in the month
        since 2026-04-10
        visit v1 code=99204 by=dr-a at=2026-04-10T08:00 for=60:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10
        ? visit.extended-planning met

        # An annual wellness visit may carry extended planning
        visit v2 code=G0439 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10

        # The visit of transitional care may carry extended planning
        visit v2 code=99495 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10

        # A visit that is not on the list carries no extended planning
        visit v2 code=99211 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A partner's visit carries no extended planning of the billing practitioner
        visit v2 code=99214 by=dr-b at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning on the day care management begins is in time, even later that day
        visit v2 code=99214 by=dr-a at=2026-04-14T15:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14

        # Extended planning the day after care management began is no initiating visit's
        visit v2 code=99214 by=dr-a at=2026-04-15T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning after the first minutes of the month is no initiating visit's
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-08T10:00 for=10:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=10:00
        = bill 99490x1 2026-04-14

        # Scheduling before the visit does not begin care management
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-08T10:00 for=10:00 activity=scheduling
        entry e2 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10

        # Extended planning of a patient long in care management is no initiating visit's
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e0 by=rn-s at=2026-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning of an earlier month is not this month's
        visit v1 code=99214 by=dr-a at=2026-03-31T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-14

        # Two visits with extended planning are one line
        visit v2 code=99214 by=dr-a at=2026-04-08T08:00 for=30:00 discussed=yes planning=yes
        visit v3 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1

        # Extended planning alone is no bill
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        = none nothing staff=1199
        ? visit.extended-planning not-met warn

        # Further units stand beside extended planning
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2,G0506x1 date=2026-04-14,2026-04-10

        # Extended planning stands beside the practitioner's own code
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1,G0506x1 date=2026-04-14,2026-04-10 practitioner=1800

        # Extended planning may share its day with the practitioner's own code
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1,G0506x1 date=2026-04-14

        # The minutes of the visit are not also care management
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=dr-a at=2026-04-10T08:00 for=40:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=10:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-10 staff=600 practitioner=600 pooled=600 excluded=1800 by=billed-visit:1800

        # Extended planning stands beside a complex month on another day
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1,G0506x1 date=2026-04-14,2026-04-10

        # A complex month moves to the day after extended planning
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1,G0506x1 date=2026-04-15,2026-04-14

        # The further complex units move with their base
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=90:00
        = bill 99487x1,99489x1,G0506x1 date=2026-04-15,2026-04-14

        # A complex month moves past days without coverage
        coverage cov1 sopt=121 start=2025-01-01 end=2026-04-14
        coverage cov2 sopt=121 start=2026-04-17
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1,G0506x1 date=2026-04-17,2026-04-14

        # A complex month reached after extended planning does not move
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-16T10:00 for=30:00
        = bill 99487x1,G0506x1 date=2026-04-16,2026-04-14

        # A complex month does not move for a visit without extended planning
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1 2026-04-14

        # A complex month does not move for extended planning billed before
        claim k1 code=G0506 on=2026-02-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-14T08:00 for=30:00 discussed=yes planning=yes mdm=moderate
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1 2026-04-14

        # Dated at the month's end extended planning keeps the visit's day
        billing dateOfService month-end
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-30,2026-04-10

        # Extended planning on an earlier claim of the practitioner is not billed again
        claim k1 code=G0506 on=2026-02-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning on a charge of the practitioner is not billed again
        charge h1 code=G0506 on=2025-06-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning on a procedure of the practitioner is not billed again
        procedure x1 code=G0506 on=2025-06-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning among the codes of an earlier visit is not billed again
        visit v0 code=99214,G0506 by=dr-a at=2026-02-10T08:00 for=30:00 discussed=yes
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning among the codes of the visit itself is not billed again
        visit v2 code=99214,G0506 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning billed many years ago is billed once and for all
        claim k1 code=G0506 on=2019-02-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning billed after the month is not billed again either
        claim k1 code=G0506 on=2026-06-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning on a cancelled claim was not billed
        claim k1 code=G0506 on=2026-02-10 by=dr-a status=cancelled
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1
        ? visit.extended-planning met

        # Extended planning that another practitioner billed leaves the billing practitioner's
        claim k1 code=G0506 on=2026-02-10 by=dr-b
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1
        ? visit.extended-planning met

        # Extended planning billed by nobody known is held with its line
        claim k1 code=G0506 on=2026-02-10
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1,G0506x1 date=2026-04-14,2026-04-10
        ? visit.extended-planning cannot-tell hold

        # Extended planning billed by nobody known holds nothing where none is proposed
        claim k1 code=G0506 on=2026-02-10
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning of the practitioner is known beside one of nobody known
        claim k1 code=G0506 on=2026-02-10
        claim k2 code=G0506 on=2025-06-10 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # A first consent within thirteen months leaves nothing unknown
        since 2025-03-20
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1
        ? visit.extended-planning met

        # A first consent older than what was read cannot tell of an earlier extended planning
        since 2025-02-20
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1,G0506x1 date=2026-04-14,2026-04-10
        ? visit.extended-planning cannot-tell hold

        # A consent of years ago that ended is the first consent
        consent cons0 status=inactive start=2023-01-05T09:00 written=2023-01-05T09:00 end=2023-12-31T09:00 by=dr-a told=yes
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1,G0506x1
        ? visit.extended-planning cannot-tell hold

        # An old consent holds nothing where extended planning is known to be billed
        since 2024-06-05
        claim k1 code=G0506 on=2024-06-05 by=dr-a
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning not-met info

        # An old consent holds nothing where no extended planning is proposed
        since 2024-06-05
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning met info

        # What stops the month stops extended planning with it
        condition c2 icd=E11.22
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1,G0506x1
        ? conditions.two-groups not-met block

        # Extended planning is charged at the amount allowed where the practice has no charge for it
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 charge=125.00,66.47 amount=66.13,66.47
        ? charge.schedule not-met warn

        # A facility is paid less for extended planning
        billing placeOfService "22"
        visit v2 code=99214 by=dr-a at=2026-04-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 amount=43.76,38.41

        # Extended planning of 2025 is estimated by the year's amount
        month 2025-06
        since 2025-01-05
        visit v2 code=99214 by=dr-a at=2025-06-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = bill 99490x1,G0506x1 amount=60.49,60.81

        # Extended planning is estimated by the factor of its own day
        month 2024-03
        since 2024-01-05
        visit v2 code=99214 by=dr-a at=2024-03-08T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2024-03-09T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2024-03-09,2024-03-08 amount=62.58,61.56

        # Extended planning of 2019 without charge and amount is held
        month 2019-06
        since 2019-01-05
        visit v2 code=99214 by=dr-a at=2019-06-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2019-06-14T10:00 for=20:00
        = hold 99490x1,G0506x1
        ? charge.schedule cannot-tell hold

        # Extended planning exists in the first month of the rules
        charges 99490=125.00 G0506=90.00
        month 2018-01
        since 2017-02-05
        visit v2 code=99214 by=dr-a at=2018-01-10T08:00 for=30:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2018-01-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2018-01-14,2018-01-10 charge=125.00,90.00 amount=null,null
        """;
}
