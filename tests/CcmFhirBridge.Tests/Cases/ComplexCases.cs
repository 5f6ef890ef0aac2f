namespace CcmFhirBridge.Tests.Cases;

/// <summary>Complex care management, 99487 and 99489: an hour of staff and the practitioner's decision making (RULES §1.1, DESIGN §5).</summary>
internal static class ComplexCases
{
    public const string Table = """
        # Moderate decision making and a second short of an hour are the staff codes
        entry e1 by=rn-s at=2026-04-14T10:00 for=59:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x1 2026-04-14 staff=3599 surplus=1199
        ? pathway.choice met

        # Moderate decision making and an hour are complex
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 staff=3600 practitioner=0 excluded=0 surplus=0 alternatives=99490x1,99439x2
        ? pathway.choice met

        # High decision making and an hour are complex
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 alternatives=99490x1,99439x2

        # Straightforward decision making is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=straightforward at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2 2026-04-14 alternatives=

        # Low decision making is none however long the staff worked
        entry e1 by=rn-s at=2026-04-14T10:00 for=240:00
        visit m1 by=dr-a mdm=low at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2 staff=14400 surplus=10800

        # Decision making without an hour of staff is no complex month
        entry e1 by=rn-s at=2026-04-14T10:00 for=45:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x1 2026-04-14 staff=2700

        # Decision making without time is nothing
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=60:00
        = none nothing staff=0 practitioner=0 excluded=0

        # Decision making and a second short of twenty minutes are nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=60:00
        = none nothing staff=1199

        # A second more than an hour adds nothing to the complex code
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:01
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 staff=3601 surplus=1

        # A second short of ninety minutes complex has no further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=89:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 staff=5399 surplus=1799

        # Ninety minutes complex have one further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=90:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 2026-04-14 staff=5400 surplus=0 alternatives=99490x1,99439x2

        # A second short of two hours complex has one further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=119:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 staff=7199 surplus=1799

        # Two hours complex have two further units
        entry e1 by=rn-s at=2026-04-14T10:00 for=120:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 staff=7200 surplus=0

        # A second short of two and a half hours complex has two further units
        entry e1 by=rn-s at=2026-04-14T10:00 for=149:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 staff=8999 surplus=1799

        # Two and a half hours complex have three further units
        entry e1 by=rn-s at=2026-04-14T10:00 for=150:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x3 staff=9000 surplus=0

        # A second short of three and a half hours complex has four further units
        entry e1 by=rn-s at=2026-04-14T10:00 for=209:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x4 staff=12599 surplus=1799

        # Five further complex units are many and said
        entry e1 by=rn-s at=2026-04-14T10:00 for=210:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x5 staff=12600 surplus=0 alternatives=99490x1,99439x2
        ? units.mue not-met warn

        # Ten further complex units stay within the unit edit and are said
        entry e1 by=rn-s at=2026-04-14T10:00 for=180:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=180:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x10 2026-04-15 staff=21600 surplus=0
        ? units.mue not-met warn

        # A second short of the eleventh further complex unit is within the unit edit
        entry e1 by=rn-s at=2026-04-14T10:00 for=180:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=209:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x10 staff=23399 surplus=1799
        ? units.mue not-met warn

        # An eleventh further complex unit exceeds the unit edit and is held with all units
        entry e1 by=rn-s at=2026-04-14T10:00 for=180:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=210:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = hold 99487x1,99489x11 2026-04-15 staff=23400 surplus=0
        ? units.mue not-met hold

        # Before the unit edit took effect an eleventh further complex unit cannot be told
        month 2026-03
        entry e1 by=rn-s at=2026-03-14T10:00 for=180:00
        entry e2 by=rn-s at=2026-03-15T10:00 for=210:00
        visit m1 by=dr-a mdm=moderate at=2026-03-10T10:00 for=10:00
        = hold 99487x1,99489x11 2026-03-15
        ? units.mue cannot-tell hold

        # Before the unit edit took effect five further complex units are billed
        month 2026-03
        entry e1 by=rn-s at=2026-03-14T10:00 for=210:00
        visit m1 by=dr-a mdm=moderate at=2026-03-10T10:00 for=10:00
        = bill 99487x1,99489x5

        # Complex minutes are summed over days and people and floored once
        entry e1 by=rn-s at=2026-04-14T10:00 for=19:59
        entry e2 by=rn-t at=2026-04-15T10:00 for=19:59
        entry e3 by=rn-s at=2026-04-16T10:00 for=20:02
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-16 staff=3600

        # The date of service waits for the decision making
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-28T10:00 for=10:00
        = bill 99487x1 2026-04-28

        # The first of two decisions is enough for the date of service
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        visit m2 by=dr-a mdm=high at=2026-04-28T10:00 for=10:00
        = bill 99487x1 2026-04-14

        # A low decision before a high one dates nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=low at=2026-04-10T10:00 for=10:00
        visit m2 by=dr-a mdm=high at=2026-04-20T10:00 for=10:00
        = bill 99487x1 2026-04-20

        # A low decision after a high one takes nothing back
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        visit m2 by=dr-a mdm=low at=2026-04-20T10:00 for=10:00
        = bill 99487x1 2026-04-14

        # The date of service is the day of the last further complex unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=rn-s at=2026-04-21T10:00 for=30:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 2026-04-21

        # Staff time after the last complex unit moves no date
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=rn-s at=2026-04-21T10:00 for=29:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 staff=5399

        # The date of a complex month waits for the plan
        plan plan1 start=2026-04-22 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2026-04-20T10:00 for=10:00
        = bill 99487x1 2026-04-22

        # A complex month may be dated at its end
        billing dateOfService month-end
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-30

        # Decision making of the month before is not this month's
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-03-31T23:30 for=10:00
        = bill 99490x1,99439x2 2026-04-14

        # Decision making of the month after is not this month's
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-05-01T00:10 for=10:00
        = bill 99490x1,99439x2 2026-04-14

        # Decision making late on the last local day is this month's
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-30T23:30 for=10:00
        = bill 99487x1 2026-04-30

        # Decision making early on the first local day is this month's
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-01T00:10 for=10:00
        = bill 99487x1 2026-04-14

        # Decision making for another patient is not this patient's
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00 of=p2
        = bill 99490x1,99439x2

        # Decision making by a nurse is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=rn-t mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2

        # Who only refers made no decision
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a:REF,dr-b mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2

        # A partner's high decision does not raise the billing practitioner's low one
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-b mdm=high at=2026-04-10T10:00 for=10:00
        visit m2 by=dr-a mdm=low at=2026-04-12T10:00 for=10:00
        = bill 99490x1,99439x2

        # Decision making at a billed visit of the practitioner is decision making
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit v2 by=dr-a code=99214 mdm=moderate discussed=yes at=2026-04-10T10:00 for=30:00
        = bill 99487x1 2026-04-14 staff=3600 practitioner=0

        # Decision making on the practitioner's time entry counts as time too
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a mdm=moderate at=2026-04-20T10:00 for=10:00
        = bill 99487x1 2026-04-20 staff=3600 practitioner=600 pooled=600 surplus=600

        # Decision making on an entry that nurse and practitioner share is the practitioner's
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=rn-s,dr-a mdm=moderate at=2026-04-20T10:00 for=20:00
        = bill 99487x1 2026-04-20 staff=3600 practitioner=0

        # Decision making on a nurse's entry is none
        entry e1 by=rn-s mdm=high at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2

        # A complex code on a time entry is a label and no decision
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00 code=99487
        = bill 99490x1,99439x2
        ? other-service.ccm-elsewhere met

        # A staff code on a time entry does not keep the month from being complex
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00 code=99490
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1
        ? other-service.ccm-elsewhere met

        # A partner's time counts toward the hour as staff time
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=dr-b at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-15 staff=3600 practitioner=0

        # Two nurses at the same moment do not make the hour
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=30:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99490x1 staff=1800 by=parallel-staff:1800

        # Pooled minutes do not make the hour that complex needs of the staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=45:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=15:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2 2026-04-15 staff=2700 practitioner=900 pooled=900 surplus=0

        # The practitioner's short time is added to a complex month
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:01
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 2026-04-15 staff=3601 practitioner=1799 pooled=1799 surplus=0

        # A second short the practitioner's time brings no further complex unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 staff=3600 practitioner=1799 pooled=1799 surplus=1799

        # The practitioner's short time is not added to a complex month where the practice does not pool
        policy poolPractitionerTime false
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:01
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 staff=3601 practitioner=1799 pooled=0

        # A complex month beside the practitioner's own code is a choice
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1 2026-04-14 staff=3600 practitioner=1800 pooled=0
        ? pathway.choice open hold

        # The practice that prefers the staff bills the complex month
        policy pathway staff
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 pooled=0
        ? pathway.choice met

        # The practice that prefers the practitioner does not bill the complex month
        policy pathway practitioner
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99491x1 2026-04-15 pooled=0
        ? pathway.choice met

        # Decision making does not raise a choice that falls short of the hour
        entry e1 by=rn-s at=2026-04-14T10:00 for=59:59
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99490x1,99439x1 staff=3599 practitioner=1800 pooled=0 alternatives=99491x1
        ? pathway.choice open hold

        # The practitioner alone never makes a complex month
        entry e1 by=dr-a at=2026-04-14T10:00 for=90:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99491x1,99437x2 2026-04-14 practitioner=5400 pooled=0

        # A staff entry without an end could bring a further complex unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=80:00
        entry e2 by=rn-s at=2026-04-15T10:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1 staff=4800
        ? time.open-ended cannot-tell hold

        # A complex month is charged at the amount allowed where the practice has no charge for it
        entry e1 by=rn-s at=2026-04-14T10:00 for=120:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 charge=144.29,156.32 amount=144.29,156.32
        ? charge.schedule not-met warn

        # The practice's charge for a further complex unit is multiplied by its units
        charges 99487=200.00 99489=110.50
        entry e1 by=rn-s at=2026-04-14T10:00 for=120:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 charge=200.00,221.00 amount=144.29,156.32

        # A facility is paid less for a complex month
        billing placeOfService "22"
        entry e1 by=rn-s at=2026-04-14T10:00 for=90:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 amount=79.16,43.76

        # A plan older than the month is enough for a complex month by default
        policy strictComplexPlanRevision false
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14
        ? pathway.choice met

        # A practice that reads complex strictly holds a plan neither new nor revised
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # A held strict complex month keeps its further units
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=90:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1,99489x1
        ? pathway.choice not-met hold

        # A plan revised in the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a revised=2026-04-09T12:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14
        ? pathway.choice met

        # A plan revised on the last evening before the month does not satisfy the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a revised=2026-03-31T23:30
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # A plan revised on the last evening of the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a revised=2026-04-30T23:30
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1

        # A plan started in the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-04-02 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14
        ? pathway.choice met

        # A new plan satisfies the strict reading though nobody has ended the old one
        policy strictComplexPlanRevision true
        plan plan2 start=2026-04-02 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14
        ? pathway.choice met

        # The old plan revised satisfies the strict reading beside a younger one
        policy strictComplexPlanRevision true
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a revised=2026-04-09T12:00
        plan plan2 start=2026-02-02 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14

        # A new plan that does not stand yet on the date of service does not satisfy the strict reading
        policy strictComplexPlanRevision true
        plan plan2 start=2026-04-15 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1 2026-04-14
        ? pathway.choice not-met hold

        # A plan written down in the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 created=2026-04-02 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14
        ? pathway.choice met

        # The strict reading asks nothing of a month that is not complex
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2 2026-04-14

        # The strict reading asks nothing of a month a second short of the hour
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=59:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x1
        ? pathway.choice met

        # The strict reading asks nothing of the practitioner's own code
        policy strictComplexPlanRevision true
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99491x1

        # A complex month billed by somebody else is care management billed by somebody else
        claim k1 code=99489 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1
        ? other-service.ccm-elsewhere not-met hold

        # One group of conditions stops a complex month
        condition c2 icd=E11.22
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = block 99487x1
        ? conditions.two-groups not-met block
        """;
}
