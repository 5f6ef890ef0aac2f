namespace CcmFhirBridge.Tests.Cases;

/// <summary>Stays, hospice and death (DESIGN §4).</summary>
internal static class StayCases
{
    public const string Table = """
        # Time inside a hospital stay does not count
        stay s1 class=IMP start=2026-04-14T10:10 end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-20T10:00 for=10:00
        = bill 99490x1 2026-04-20 staff=1200 by=stay:600

        # A stay with days only lasts from the first midnight to the last
        stay s1 class=ACUTE start=2026-04-14 end=2026-04-14
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing by=stay:1200

        # A stay without an end still lasts
        stay s1 class=NONAC start=2026-04-10T10:00 status=in-progress
        entry e1 by=rn-s at=2026-04-28T10:00 for=20:00
        = none nothing by=stay:1200

        # A stay without a beginning is held
        stay s1 class=IMP end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.stay cannot-tell hold

        # A stay that ends before it begins cannot be told
        stay s1 class=IMP start=2026-04-10T10:00 end=2026-03-16T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.stay cannot-tell hold

        # A planned stay is none
        stay s1 class=IMP start=2026-04-10T10:00 status=planned
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # An observation is no stay
        stay s1 class=OBSENC start=2026-04-10T10:00 end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Part A skilled nursing is a stay
        stay s1 stay=snf-part-a start=2026-04-10T10:00 end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing by=stay:1200

        # Hospice is held
        stay s1 stay=hospice start=2026-04-10T10:00 end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-20T10:00 for=20:00
        = hold 99490x1
        ? time.stay cannot-tell hold

        # Inpatient hospice is hospice
        stay s1 stay=hospice class=IMP start=2026-04-10T10:00 end=2026-04-16T12:00
        entry e1 by=rn-s at=2026-04-20T10:00 for=20:00
        = hold 99490x1
        ? time.stay cannot-tell hold

        # Seconds after death never count
        patient p1 died=2026-04-14T10:20
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill 99490x1 2026-04-14 staff=1200 by=after-death:1200

        # A day of death without its hour is held where it matters
        patient p1 died=2026-04-14
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.death cannot-tell hold

        # Death before the month leaves nothing
        patient p1 died=2026-03-14
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing by=after-death:1200

        # Death without a date is held
        patient p1 dead=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.death cannot-tell hold

        # The date of service is never after death
        patient p1 died=2026-04-15T10:00
        plan plan1 start=2026-04-20 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? care-plan.in-force not-met block

        # The date of service is never after death even at the month's end
        billing dateOfService month-end
        patient p1 died=2026-04-20T10:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-20

        # The month's end is the date of service where the practice says so
        billing dateOfService month-end
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-30
        """;
}
