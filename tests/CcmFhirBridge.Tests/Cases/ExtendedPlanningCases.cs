namespace CcmFhirBridge.Tests.Cases;

/// <summary>G0506: the practitioner's own extended planning, once and only with the initiating visit (RULES §3.3; DESIGN §4).</summary>
internal static class ExtendedPlanningCases
{
    public const string Table = """
        # Extended planning at the initiating visit is a line of its own on the visit's day
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1,G0506x1 date=2026-04-14,2026-04-03 charge=125.00,66.47 amount=66.13,66.47
        ? visit.extended-planning met

        # A visit that says nothing of extended planning supports no code for it
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.extended-planning met

        # A visit that denies extended planning supports no code for it
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning of another practitioner is not the billing practitioner's
        visit v2 code=99215 by=dr-b at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A visit that is not on the list initiates nothing
        visit v2 code=99211 by=dr-a at=2026-04-03T09:00 for=40:00 planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A visit after care management began is no initiating visit
        visit v2 code=99215 by=dr-a at=2026-04-15T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A visit of the month before is that month's
        visit v2 code=99215 by=dr-a at=2026-03-30T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Extended planning that the practitioner billed before is not billed again
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        claim k1 code=G0506 by=dr-a on=2024-02-01
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning that the EHR billed with the very visit is not billed twice
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        claim k1 code=G0506 by=dr-a on=2026-04-03
        = bill 99490x1
        ? visit.extended-planning not-met info

        # Extended planning of another practitioner long ago does not stand in the way
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        claim k1 code=G0506 by=dr-b on=2024-02-01
        = bill 99490x1,G0506x1

        # Whose an earlier extended planning was cannot be told
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        charge k1 code=G0506 on=2024-02-01
        = hold 99490x1,G0506x1
        ? visit.extended-planning cannot-tell hold

        # Care management that began before what was read leaves an earlier bill possible
        since 2025-01-05
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1,G0506x1
        ? visit.extended-planning cannot-tell hold

        # Extended planning without a code of care management is said and not billed
        visit v2 code=99215 by=dr-a at=2026-04-03T09:00 for=40:00 discussed=yes planning=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        = none nothing
        ? visit.extended-planning not-met warn

        # Complex care moves to the next day where extended planning was on its own
        visit v2 code=99215 by=dr-a at=2026-04-14T08:00 for=40:00 discussed=yes planning=yes mdm=high
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1,G0506x1 date=2026-04-15,2026-04-14

        # The effort of the visit is not counted as time of care management
        visit v2 code=99215 by=dr-a at=2026-04-14T08:00 for=40:00 discussed=yes planning=yes
        entry e1 by=dr-a at=2026-04-14T08:30 for=10:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00
        = bill 99490x1,G0506x1 practitioner=0 by=billed-visit:600
        """;
}
