namespace CcmFhirBridge.Tests.Cases;

/// <summary>Care management that the billing practitioner does in person: 99491 and 99437 (RULES §1.1, DESIGN §5).</summary>
internal static class PractitionerPathwayCases
{
    public const string Table = """
        # A second short of thirty minutes the practitioner's time is staff time
        entry e1 by=dr-a at=2026-04-14T10:00 for=29:59
        = bill 99490x1 2026-04-14 staff=0 practitioner=1799 pooled=1799 surplus=599

        # A second short of thirty minutes is nothing where the practice does not pool
        policy poolPractitionerTime false
        entry e1 by=dr-a at=2026-04-14T10:00 for=29:59
        = none nothing staff=0 practitioner=1799 pooled=0

        # Thirty minutes of the practitioner are billed though the practice does not pool
        policy poolPractitionerTime false
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1 2026-04-14 practitioner=1800 pooled=0 surplus=0

        # A second more than thirty minutes adds nothing to the practitioner's code
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:01
        = bill 99491x1 2026-04-14 practitioner=1801 pooled=0 surplus=1

        # A second short of an hour the practitioner has one code
        entry e1 by=dr-a at=2026-04-14T10:00 for=59:59
        = bill 99491x1 practitioner=3599 surplus=1799

        # An hour of the practitioner is two codes
        entry e1 by=dr-a at=2026-04-14T10:00 for=60:00
        = bill 99491x1,99437x1 2026-04-14 practitioner=3600 surplus=0

        # A second more than an hour adds nothing to the practitioner's codes
        entry e1 by=dr-a at=2026-04-14T10:00 for=60:01
        = bill 99491x1,99437x1 practitioner=3601 surplus=1

        # A second short of ninety minutes the practitioner has one further unit
        entry e1 by=dr-a at=2026-04-14T10:00 for=89:59
        = bill 99491x1,99437x1 practitioner=5399 surplus=1799

        # Ninety minutes of the practitioner have two further units
        entry e1 by=dr-a at=2026-04-14T10:00 for=90:00
        = bill 99491x1,99437x2 2026-04-14 practitioner=5400 surplus=0

        # A second short of two hours the practitioner stays within the unit edit
        entry e1 by=dr-a at=2026-04-14T10:00 for=119:59
        = bill 99491x1,99437x2 practitioner=7199 surplus=1799

        # Two hours of the practitioner exceed the unit edit and are held with all units
        entry e1 by=dr-a at=2026-04-14T10:00 for=120:00
        = hold 99491x1,99437x3 2026-04-14 practitioner=7200 surplus=0
        ? units.mue not-met hold

        # Four hours of the practitioner are held and not capped
        entry e1 by=dr-a at=2026-04-14T08:00 for=240:00
        = hold 99491x1,99437x7 practitioner=14400 surplus=0
        ? units.mue not-met hold

        # The month before the unit edit took effect cannot tell whether three further units pass
        month 2026-03
        entry e1 by=dr-a at=2026-03-14T10:00 for=120:00
        = hold 99491x1,99437x3 practitioner=7200
        ? units.mue cannot-tell hold

        # Two further units stay within the unit edit before it took effect
        month 2026-03
        entry e1 by=dr-a at=2026-03-14T10:00 for=90:00
        = bill 99491x1,99437x2

        # A year before the unit edit three further units cannot be told
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-14T10:00 for=120:00
        = hold 99491x1,99437x3
        ? units.mue cannot-tell hold

        # The unit edit still holds in the month after it took effect
        month 2026-05
        entry e1 by=dr-a at=2026-05-14T10:00 for=120:00
        = hold 99491x1,99437x3
        ? units.mue not-met hold

        # The practitioner's seconds are summed over days and floored once
        entry e1 by=dr-a at=2026-04-14T10:00 for=9:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=9:59
        entry e3 by=dr-a at=2026-04-16T10:00 for=10:02
        = bill 99491x1 2026-04-16 practitioner=1800

        # The date of service is the day of the practitioner's last unit
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-a at=2026-04-21T10:00 for=30:00
        = bill 99491x1,99437x1 2026-04-21

        # Time after the practitioner's last unit moves no date
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-a at=2026-04-21T10:00 for=29:59
        = bill 99491x1 2026-04-14 practitioner=3599

        # The practitioner's own month may be dated at its end
        billing dateOfService month-end
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1 2026-04-30

        # The date of the practitioner's own code waits for the plan
        plan plan1 start=2026-04-20 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1 2026-04-20

        # The practitioner's time before consent does not reach the own code
        consent cons1 start=2026-04-14T10:05 by=dr-a told=yes
        entry e1 by=dr-a at=2026-04-14T10:00 for=34:59
        = bill 99490x1 practitioner=1799 pooled=1799 excluded=300 by=before-consent:300

        # The practitioner's thirty minutes after consent reach the own code
        consent cons1 start=2026-04-14T10:05 by=dr-a told=yes
        entry e1 by=dr-a at=2026-04-14T10:00 for=35:00
        = bill 99491x1 practitioner=1800 pooled=0 excluded=300 by=before-consent:300

        # The practitioner's time beyond local midnight belongs to the next month
        entry e1 by=dr-a at=2026-04-30T23:30 end=2026-05-01T00:30
        = bill 99491x1 2026-04-30 practitioner=1800

        # The practitioner's billed visit is taken out of the practitioner's own time
        entry e1 by=dr-a at=2026-04-14T10:00 for=40:00
        visit v2 by=dr-a code=99213 at=2026-04-14T10:30 for=10:00 discussed=yes
        = bill 99491x1 practitioner=1800 excluded=600 by=billed-visit:600

        # A billed visit that takes one second too many leaves the practitioner's time to the staff codes
        entry e1 by=dr-a at=2026-04-14T10:00 for=40:00
        visit v2 by=dr-a code=99213 at=2026-04-14T10:29:59 for=10:01 discussed=yes
        = bill 99490x1 practitioner=1799 pooled=1799 excluded=601 by=billed-visit:601

        # Scheduling by the practitioner counts for no code
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00 activity=scheduling
        = none nothing practitioner=0 by=not-countable-activity:1800

        # The practitioner's remote monitoring is no care management in person
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00 program=rpm
        = none nothing practitioner=0 by=other-program:1800

        # The code on the practitioner's own time entry is a label
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00 code=99491
        = bill 99491x1 practitioner=1800
        ? other-service.ccm-elsewhere met

        # A label of the staff code on the practitioner's entry does not make it staff time
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00 code=99490
        = bill 99491x1 staff=0 practitioner=1800

        # A nurse practitioner who bills works in person too
        practitioner dr-a npi=1234567893 degree=NP
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1 practitioner=1800 staff=0

        # Thirty minutes of a nurse are never the practitioner's code
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        = bill 99490x1 staff=1800 practitioner=0 surplus=600 alternatives=

        # Another practitioner's thirty minutes are staff time
        entry e1 by=dr-b at=2026-04-14T10:00 for=30:00
        = bill 99490x1 staff=1800 practitioner=0
        ? time.other-practitioner cannot-tell info

        # Another practitioner's minutes do not complete the billing practitioner's thirty
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-b at=2026-04-15T10:00 for=10:00
        = bill 99490x1 2026-04-14 staff=600 practitioner=1200 pooled=1200 surplus=600

        # Another practitioner's short time stands unused beside the billing practitioner's code
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-b at=2026-04-15T10:00 for=19:59
        = bill 99491x1 2026-04-14 staff=1199 practitioner=1800 pooled=0 surplus=1199

        # Twenty minutes of another practitioner make the pathway a choice as a nurse's would
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-b at=2026-04-15T10:00 for=20:00
        = hold 99490x1 2026-04-15 staff=1200 practitioner=1800 alternatives=99491x1
        ? pathway.choice open hold

        # Staff time a second short of its floor leaves the practitioner's code alone
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 2026-04-15 staff=1199 practitioner=1800 pooled=0 surplus=1199
        ? pathway.choice met

        # Staff time never completes the practitioner's thirty minutes
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1 2026-04-15 staff=600 practitioner=1799 pooled=1799 surplus=1199

        # Staff time never completes the practitioner's further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=59:59
        = bill 99491x1 2026-04-15 staff=1199 practitioner=3599 pooled=0 surplus=2998

        # Both short of their floors by a second are forty minutes together
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1,99439x1 2026-04-15 staff=1199 practitioner=1799 pooled=1799 surplus=598

        # Both short of their floors are nothing where the practice does not pool
        policy poolPractitionerTime false
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = none nothing staff=1199 practitioner=1799 pooled=0

        # Together a second short of twenty minutes is nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=9:59
        = none nothing staff=600 practitioner=599

        # The practitioner's short time is added to staff time that has its floor
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1,99439x1 2026-04-15 staff=1200 practitioner=1799 pooled=1799 surplus=599

        # The practitioner's short time is not added to staff time where the practice does not pool
        policy poolPractitionerTime false
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1 2026-04-14 staff=1200 practitioner=1799 pooled=0

        # Both at their floors are held with the staff codes and the other named
        policy pathway ask
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=60:00
        = hold 99490x1,99439x1 2026-04-14 staff=2400 practitioner=3600 pooled=0 alternatives=99491x1,99437x1
        ? pathway.choice open hold

        # The other pathway is named with the units it reaches and no more
        entry e1 by=rn-s at=2026-04-14T10:00 for=39:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=59:59
        = hold 99490x1 staff=2399 practitioner=3599 alternatives=99491x1
        ? pathway.choice open hold

        # The practice that prefers the staff bills the staff's seconds alone
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99490x1 2026-04-14 staff=1200 practitioner=1800 pooled=0
        ? pathway.choice met

        # The practice that prefers the practitioner bills the practitioner's seconds alone
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 2026-04-15 staff=1200 practitioner=1800 pooled=0
        ? pathway.choice met

        # A preference for the practitioner brings no staff second to the further unit
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=59:59
        = bill 99491x1 2026-04-15 staff=3600 practitioner=3599 pooled=0

        # A preference for the practitioner changes nothing below the practitioner's floor
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        = bill 99490x1,99439x1 staff=1200 practitioner=1799 pooled=1799

        # A preference for the practitioner changes nothing where only the staff worked
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200

        # A preference for the practitioner still pools two short times
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=10:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=10:00
        = bill 99490x1 2026-04-15 staff=600 practitioner=600 pooled=600

        # A preference for the staff changes nothing below the staff's floor
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        = bill 99491x1 staff=1199 practitioner=1800 pooled=0

        # A preference for the staff changes nothing where only the practitioner worked
        policy pathway staff
        entry e1 by=dr-a at=2026-04-15T10:00 for=60:00
        = bill 99491x1,99437x1 practitioner=3600 pooled=0

        # A preference for the practitioner does not lift the unit edit
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=120:00
        = hold 99491x1,99437x3 practitioner=7200
        ? units.mue not-met hold

        # A preference for the staff does not meet the practitioner's unit edit
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=120:00
        = bill 99490x1 staff=1200 practitioner=7200

        # A long entry shared by nurse and practitioner leaves nothing for the practitioner's code
        entry e1 by=rn-s,dr-a at=2026-04-14T10:00 for=40:00
        = bill 99490x1,99439x1 staff=2400 practitioner=0 alternatives=

        # The practitioner's own thirty minutes of a shared hour make the pathway a choice
        entry e1 by=rn-s,dr-a at=2026-04-14T10:00 for=60:00 own.dr-a=2026-04-14T10:00/2026-04-14T10:30
        = hold 99490x1 staff=1800 practitioner=1800 alternatives=99491x1
        ? pathway.choice open hold

        # A practitioner with two patients at the same moment gives each the half
        patient p2
        entry e1 by=dr-a at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-14T10:00 for=60:00 of=p2
        = hold 99491x1 practitioner=1800 by=staff-elsewhere:1800
        ? time.staff-elsewhere cannot-tell hold

        # A split of the practitioner's moment that costs no unit is a warning
        patient p2
        entry e1 by=dr-a at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-14T10:30 for=10:00 of=p2
        = bill 99491x1 practitioner=2100 by=staff-elsewhere:300
        ? time.staff-elsewhere cannot-tell warn

        # A split that costs the practitioner the own code is held
        patient p2
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-a at=2026-04-14T10:20 for=10:00 of=p2
        = hold 99490x1 practitioner=1500 pooled=1500 by=staff-elsewhere:300
        ? time.staff-elsewhere cannot-tell hold

        # The practitioner's entries that overlap count once
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99491x1 practitioner=1800 by=own-overlap:1800
        ? time.own-overlap cannot-tell warn

        # An entry of the practitioner without an end could reach the own code
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-15T10:00
        = hold 99490x1 practitioner=1200 pooled=1200
        ? time.open-ended cannot-tell hold

        # A nurse's entry without an end could make the pathway a choice
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-15T10:00
        = hold 99491x1 practitioner=1800
        ? time.open-ended cannot-tell hold

        # The practitioner's own code is charged at the amount allowed where the practice has no charge for it
        entry e1 by=dr-a at=2026-04-14T10:00 for=90:00
        = bill 99491x1,99437x2 charge=89.18,126.26 amount=89.18,126.26
        ? charge.schedule not-met warn

        # The practice's charge for the practitioner's own code is multiplied by its units
        charges 99491=150.00 99437=100.00
        entry e1 by=dr-a at=2026-04-14T10:00 for=90:00
        = bill 99491x1,99437x2 charge=150.00,200.00 amount=89.18,126.26

        # A facility is paid less for the practitioner's own time
        billing placeOfService "22"
        entry e1 by=dr-a at=2026-04-14T10:00 for=60:00
        = bill 99491x1,99437x1 amount=65.47,43.76 placeOfService=22

        # The practitioner's own code without charge and amount is held
        billing locality 10112-00
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = hold 99491x1 amount=null
        ? charge.schedule cannot-tell hold

        # Care management in person billed by somebody else is held
        claim k1 code=99491 on=2026-04-10 by=dr-b
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = hold 99491x1
        ? other-service.ccm-elsewhere not-met hold

        # A further unit billed by somebody else is care management billed by somebody else
        claim k1 code=99437 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold

        # Principal care management by the same practitioner stops the practitioner's own code
        claim k1 code=99424 on=2026-04-10 by=dr-a
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = block 99491x1
        ? other-service.pcm not-met block

        # Without consent the practitioner's own code is stopped
        no consent cons1
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = block 99491x1 practitioner=1800
        ? consent.active not-met block
        """;
}
