namespace CcmFhirBridge.Tests.Cases;

/// <summary>99487 and 99489: sixty minutes of staff and moderate or high decision making (RULES §1.1; DESIGN §5).</summary>
internal static class ComplexCases
{
    public const string Table = """
        # One second under an hour falls back to the staff's codes
        entry e1 by=rn-s at=2026-04-14T10:00 for=59:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x1 2026-04-14 staff=3599

        # An hour and a second is still one unit of complex care
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:01
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 2026-04-14 surplus=1

        # One second under ninety minutes of complex care carries no further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=89:59
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1 surplus=1799

        # Ninety minutes of complex care carry one further unit
        entry e1 by=rn-s at=2026-04-14T10:00 for=90:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 2026-04-14 surplus=0

        # Two hours of complex care carry two further units
        entry e1 by=rn-s at=2026-04-14T10:00 for=120:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 surplus=0
        ? units.mue met

        # A fifth further unit of complex care is rare and billed
        entry e1 by=rn-s at=2026-04-14T10:00 for=210:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x5
        ? units.mue not-met warn

        # An eleventh further unit of complex care is held and not cut
        entry e1 by=rn-s at=2026-04-13T10:00 for=240:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=150:00
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        = hold 99487x1,99489x11
        ? units.mue not-met hold

        # Straightforward decision making is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=straightforward at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2 alternatives=

        # Decision making of the month before is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-03-31T10:00 for=10:00
        = bill 99490x1,99439x2

        # Decision making of the month after is none
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-05-01T10:00 for=10:00
        = bill 99490x1,99439x2

        # Decision making on the last evening of the month is of the month
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-30T23:00 for=10:00
        = bill 99487x1 2026-04-30

        # Complex care is dated on the day of the time where the decision making came before
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-22T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-02T10:00 for=10:00
        = bill 99487x1 2026-04-22

        # Of several decisions the first in the month is the one that stands
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-25T10:00 for=10:00
        visit m2 by=dr-a mdm=moderate at=2026-04-17T10:00 for=10:00
        = bill 99487x1 2026-04-17

        # The practitioner's minutes are pooled into complex care
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=29:59
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1 staff=3600 practitioner=1799 pooled=1799 surplus=1799

        # Pooled minutes carry a further unit of complex care
        entry e1 by=rn-s at=2026-04-14T10:00 for=70:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=20:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x1 2026-04-15 pooled=1200

        # Pooled minutes make no month complex that the staff's own time did not
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=20:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99490x1,99439x2 pooled=1200

        # Complex care and the practitioner's own code both stand: a person chooses
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=dr-a at=2026-04-15T10:00 for=30:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1 alternatives=99490x1,99439x2;99491x1
        ? pathway.choice not-met hold

        # Decision making and no time at all is nothing
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = none nothing

        # Complex care read strictly needs a plan that is new or revised
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = hold 99487x1 alternatives=99490x1,99439x2
        ? pathway.choice not-met hold

        # A plan that was revised in the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 shared=2026-01-06 attest=dr-a attested=2026-01-05 revised=2026-04-09
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1

        # A plan that began in the month satisfies the strict reading
        policy strictComplexPlanRevision true
        plan plan1 start=2026-04-02 author=dr-a addresses=c1,c2 shared=2026-04-02 attest=dr-a attested=2026-04-02
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1

        # The strict reading of complex care says nothing of the staff's codes
        policy strictComplexPlanRevision true
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2

        # In 2019 complex care needs a plan that is new or revised, whatever the practice reads
        month 2019-06
        since 2019-01-05
        entry e1 by=rn-s at=2019-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2019-06-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # From 2020 on complex care needs a plan that is worked on
        month 2020-01
        since 2019-06-05
        billing charges {"99487":250.00}
        entry e1 by=rn-s at=2020-01-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2020-01-10T10:00 for=10:00
        = bill 99487x1
        ? pathway.choice met
        """;
}
