namespace CcmFhirBridge.Tests.Cases;

/// <summary>Each month by the rules of its own year: codes and conditions from 2018 to 2026 (RULES §1.1 and §2.2).</summary>
internal static class YearCases
{
    public const string Table = """
        # The month before the first rules is held without lines
        month 2017-12
        since 2017-02-05
        entry e1 by=rn-s at=2017-12-14T10:00 for=20:00
        = hold nothing staff=1200
        ? rules.in-force not-met hold

        # A month before the first rules is held though its time reaches no floor
        month 2017-12
        since 2017-02-05
        entry e1 by=rn-s at=2017-12-14T10:00 for=5:00
        = hold nothing staff=300
        ? rules.in-force not-met hold

        # A month before the first rules without countable time is nothing
        month 2017-12
        since 2017-02-05
        entry e1 by=rn-s at=2017-12-14T10:00 for=20:00 activity=scheduling
        = none nothing by=not-countable-activity:1200

        # The first month of the rules is billed
        month 2018-01
        since 2017-02-05
        entry e1 by=rn-s at=2018-01-14T10:00 for=20:00
        = bill 99490x1 2018-01-14 staff=1200

        # An entry over the first New Year of the rules counts from midnight
        month 2018-01
        since 2017-02-05
        entry e1 by=rn-s at=2017-12-31T23:50 end=2018-01-01T00:20
        = bill 99490x1 2018-01-01 staff=1200

        # The last month of the rules is billed
        month 2026-12
        entry e1 by=rn-s at=2026-12-31T10:00 for=20:00
        = bill 99490x1 2026-12-31 amount=66.13

        # The month after the last rules is held without lines
        month 2027-01
        entry e1 by=rn-s at=2027-01-01T10:00 for=20:00
        = hold nothing staff=1200
        ? rules.in-force not-met hold

        # The practitioner's own code is not taken from the last rules into the month after them
        month 2027-01
        entry e1 by=dr-a at=2027-01-14T10:00 for=30:00
        = hold nothing practitioner=1800
        ? rules.in-force not-met hold

        # An hour of 2018 has no further code
        month 2018-12
        since 2018-01-05
        entry e1 by=rn-s at=2018-12-14T10:00 for=60:00
        = bill 99490x1 2018-12-14 staff=3600 surplus=2400

        # An hour of December 2019 has no further code
        month 2019-12
        since 2019-01-05
        entry e1 by=rn-s at=2019-12-14T10:00 for=60:00
        = bill 99490x1 staff=3600 surplus=2400

        # The further code of 2020 begins in January
        charges 99490=125.00 G2058=40.00
        month 2020-01
        since 2019-06-05
        entry e1 by=rn-s at=2020-01-01T10:00 for=40:00
        = bill 99490x1,G2058x1 2020-01-01 staff=2400 surplus=0 charge=125.00,40.00 amount=42.22,null

        # A second short of forty minutes of 2020 has no further unit
        charges 99490=125.00 G2058=40.00
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=39:59
        = bill 99490x1 staff=2399 surplus=1199

        # A second short of an hour of 2020 has one further unit
        charges 99490=125.00 G2058=40.00
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=59:59
        = bill 99490x1,G2058x1 staff=3599 surplus=1199

        # An hour of 2020 has two further units
        charges 99490=125.00 G2058=40.00
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=60:00
        = bill 99490x1,G2058x2 staff=3600 surplus=0 charge=125.00,80.00

        # A third further block of 2020 is never billed
        charges 99490=125.00 G2058=40.00
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=80:00
        = bill 99490x1,G2058x2 staff=4800 surplus=1200

        # The further code of 2020 without charge and amount is held
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=40:00
        = hold 99490x1,G2058x1
        ? charge.schedule cannot-tell hold

        # The further code of 2020 is the last of December
        charges 99490=125.00 G2058=40.00
        month 2020-12
        since 2020-01-05
        entry e1 by=rn-s at=2020-12-31T10:00 for=40:00
        = bill 99490x1,G2058x1 2020-12-31

        # The further code of January 2021 is the new one
        month 2021-01
        since 2020-06-05
        entry e1 by=rn-s at=2021-01-01T10:00 for=40:00
        = bill 99490x1,99439x1 2021-01-01 charge=125.00,95.50 amount=41.17,null

        # The old year's part of an entry over New Year is billed by the old year's codes
        charges 99490=125.00 G2058=40.00
        month 2020-12
        since 2020-01-05
        entry e1 by=rn-s at=2020-12-31T23:20 end=2021-01-01T00:40
        = bill 99490x1,G2058x1 2020-12-31 staff=2400

        # The new year's part of an entry over New Year is billed by the new year's codes
        charges 99490=125.00 99439=95.50
        month 2021-01
        since 2020-01-05
        entry e1 by=rn-s at=2020-12-31T23:20 end=2021-01-01T00:40
        = bill 99490x1,99439x1 2021-01-01 staff=2400

        # The further code of 2020 on a claim of somebody else is care management
        month 2020-06
        since 2020-01-05
        claim k1 code=G2058 on=2020-06-10 by=dr-b
        entry e1 by=rn-s at=2020-06-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold

        # Thirty minutes of the practitioner in 2018 are pooled because no own code exists
        month 2018-12
        since 2018-01-05
        entry e1 by=dr-a at=2018-12-14T10:00 for=30:00
        = bill 99490x1 2018-12-14 staff=0 practitioner=1800 pooled=1800 surplus=600
        ? pathway.choice met

        # An hour of the practitioner in 2018 is one staff code
        month 2018-12
        since 2018-01-05
        entry e1 by=dr-a at=2018-12-14T10:00 for=60:00
        = bill 99490x1 practitioner=3600 pooled=3600 surplus=2400
        ? pathway.choice met

        # The practitioner's time of 2018 is nothing where the practice does not pool
        policy poolPractitionerTime false
        month 2018-12
        since 2018-01-05
        entry e1 by=dr-a at=2018-12-14T10:00 for=30:00
        = none nothing practitioner=1800 pooled=0

        # Staff and thirty minutes of the practitioner were no choice in 2018
        month 2018-12
        since 2018-01-05
        entry e1 by=rn-s at=2018-12-14T10:00 for=20:00
        entry e2 by=dr-a at=2018-12-15T10:00 for=30:00
        = bill 99490x1 2018-12-14 staff=1200 practitioner=1800 alternatives=
        ? pathway.choice met

        # A preference for the practitioner finds no own code in 2018
        policy pathway practitioner
        month 2018-12
        since 2018-01-05
        entry e1 by=rn-s at=2018-12-14T10:00 for=20:00
        entry e2 by=dr-a at=2018-12-15T10:00 for=30:00
        = bill 99490x1 2018-12-14 staff=1200 practitioner=1800

        # The practitioner's own code begins in January 2019
        charges 99490=125.00 99491=100.00
        month 2019-01
        since 2018-06-05
        entry e1 by=dr-a at=2019-01-01T10:00 for=30:00
        = bill 99491x1 2019-01-01 practitioner=1800 pooled=0 charge=100.00 amount=null
        ? charge.schedule cannot-tell warn

        # The practitioner's own code of 2019 without charge and amount is held
        month 2019-06
        since 2019-01-05
        entry e1 by=dr-a at=2019-06-14T10:00 for=30:00
        = hold 99491x1 practitioner=1800
        ? charge.schedule cannot-tell hold

        # Staff and thirty minutes of the practitioner are a choice from 2019
        month 2019-01
        since 2018-06-05
        entry e1 by=rn-s at=2019-01-14T10:00 for=20:00
        entry e2 by=dr-a at=2019-01-15T10:00 for=30:00
        = hold 99490x1 2019-01-14 pooled=0 alternatives=99491x1
        ? pathway.choice open hold

        # Two hours of the practitioner in 2021 have no further code
        charges 99491=100.00
        month 2021-12
        since 2021-01-05
        entry e1 by=dr-a at=2021-12-14T10:00 for=120:00
        = bill 99491x1 2021-12-14 practitioner=7200 surplus=5400
        ? pathway.choice met

        # The practitioner's further code begins in January 2022
        charges 99491=100.00 99437=70.00
        month 2022-01
        since 2021-06-05
        entry e1 by=dr-a at=2022-01-01T10:00 for=60:00
        = bill 99491x1,99437x1 2022-01-01 practitioner=3600 surplus=0

        # A choice of 2021 names the practitioner's code without a further unit
        month 2021-12
        since 2021-01-05
        entry e1 by=rn-s at=2021-12-14T10:00 for=20:00
        entry e2 by=dr-a at=2021-12-15T10:00 for=60:00
        = hold 99490x1 alternatives=99491x1

        # A choice of 2022 names the practitioner's code with its further unit
        month 2022-01
        since 2021-06-05
        entry e1 by=rn-s at=2022-01-14T10:00 for=20:00
        entry e2 by=dr-a at=2022-01-15T10:00 for=60:00
        = hold 99490x1 alternatives=99491x1,99437x1

        # A complex month exists in the first month of the rules
        charges 99490=125.00 99487=130.00 99489=70.00
        month 2018-01
        since 2017-02-05
        plan plan1 start=2017-02-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2017-02-05 revised=2018-01-09T12:00
        entry e1 by=rn-s at=2018-01-14T10:00 for=90:00
        visit m1 by=dr-a mdm=moderate at=2018-01-10T10:00 for=10:00
        = bill 99487x1,99489x1 2018-01-14 charge=130.00,70.00 amount=null,null alternatives=99490x1
        ? pathway.choice met

        # The practitioner's time of 2018 may be pooled into a complex month
        charges 99490=125.00 99487=130.00
        month 2018-06
        since 2018-01-05
        plan plan1 start=2018-01-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2018-01-05 revised=2018-06-09T12:00
        entry e1 by=rn-s at=2018-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2018-06-15T10:00 for=50:00
        visit m1 by=dr-a mdm=moderate at=2018-06-10T10:00 for=10:00
        = bill 99487x1 2018-06-15 staff=600 practitioner=3000 pooled=3000 surplus=0

        # The practitioner's pooled time of 2018 a second short of the hour is no complex month
        charges 99490=125.00 99487=130.00
        month 2018-06
        since 2018-01-05
        plan plan1 start=2018-01-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2018-01-05 revised=2018-06-09T12:00
        entry e1 by=rn-s at=2018-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2018-06-15T10:00 for=49:59
        visit m1 by=dr-a mdm=moderate at=2018-06-10T10:00 for=10:00
        = bill 99490x1 2018-06-15 staff=600 practitioner=2999 pooled=2999

        # In December 2019 a complex month needs a plan that is new or revised
        charges 99490=125.00 99487=130.00
        month 2019-12
        since 2019-01-05
        entry e1 by=rn-s at=2019-12-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-12-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # The policy of a lenient reading does not reach back before 2020
        policy strictComplexPlanRevision false
        charges 99490=125.00 99487=130.00
        month 2019-06
        since 2019-01-05
        entry e1 by=rn-s at=2019-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-06-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # The further units of 2019 are held with the plan that is neither new nor revised
        charges 99490=125.00 99487=130.00 99489=70.00
        month 2019-12
        since 2019-01-05
        entry e1 by=rn-s at=2019-12-14T10:00 for=120:00
        visit m1 by=dr-a mdm=moderate at=2019-12-10T10:00 for=10:00
        = hold 99487x1,99489x2
        ? pathway.choice not-met hold

        # A plan revised in a month of 2019 carries its complex month
        charges 99490=125.00 99487=130.00
        month 2019-12
        since 2019-01-05
        plan plan1 start=2019-01-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2019-01-05 revised=2019-12-09T12:00
        entry e1 by=rn-s at=2019-12-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-12-10T10:00 for=10:00
        = bill 99487x1 2019-12-14 alternatives=99490x1
        ? pathway.choice met

        # A plan revised in the month before does not carry a complex month of 2019
        charges 99490=125.00 99487=130.00
        month 2019-12
        since 2019-01-05
        plan plan1 start=2019-01-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2019-01-05 revised=2019-11-30T12:00
        entry e1 by=rn-s at=2019-12-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-12-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # A plan revised in the month after does not carry a complex month of 2019
        charges 99490=125.00 99487=130.00
        month 2019-11
        since 2019-01-05
        plan plan1 start=2019-01-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2019-01-05 revised=2019-12-01T12:00
        entry e1 by=rn-s at=2019-11-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-11-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # A plan started in a month of 2019 carries its complex month
        charges 99490=125.00 99487=130.00
        month 2019-06
        since 2019-06-03
        entry e1 by=rn-s at=2019-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-06-10T10:00 for=10:00
        = bill 99487x1 2019-06-14
        ? pathway.choice met

        # A plan written down in a month of 2019 carries its complex month
        charges 99490=125.00 99487=130.00
        month 2019-06
        since 2019-01-05
        plan plan1 start=2019-01-05 created=2019-06-04 author=dr-a addresses=c1,c2 attest=dr-a attested=2019-06-04
        entry e1 by=rn-s at=2019-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2019-06-10T10:00 for=10:00
        = bill 99487x1 2019-06-14

        # A month of 2019 a second short of the hour needs no new plan
        month 2019-12
        since 2019-01-05
        entry e1 by=rn-s at=2019-12-14T10:00 for=59:59
        visit m1 by=dr-a mdm=moderate at=2019-12-10T10:00 for=10:00
        = bill 99490x1 staff=3599
        ? pathway.choice met

        # From January 2020 a complex month asks for no new or revised plan
        charges 99490=125.00 99487=130.00 G2058=40.00
        month 2020-01
        since 2019-06-05
        entry e1 by=rn-s at=2020-01-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2020-01-10T10:00 for=10:00
        = bill 99487x1 2020-01-14 alternatives=99490x1,G2058x2
        ? pathway.choice met

        # A practice that reads complex strictly holds a month of 2020 too
        policy strictComplexPlanRevision true
        charges 99490=125.00 99487=130.00
        month 2020-01
        since 2019-06-05
        entry e1 by=rn-s at=2020-01-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2020-01-10T10:00 for=10:00
        = hold 99487x1
        ? pathway.choice not-met hold

        # A revised plan satisfies the strict reading of 2020
        policy strictComplexPlanRevision true
        charges 99490=125.00 99487=130.00
        month 2020-01
        since 2019-06-05
        plan plan1 start=2019-06-05 author=dr-a addresses=c1,c2 attest=dr-a attested=2019-06-05 revised=2020-01-09T12:00
        entry e1 by=rn-s at=2020-01-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2020-01-10T10:00 for=10:00
        = bill 99487x1 2020-01-14

        # A complex month of 2021 without charge and amount is held
        month 2021-06
        since 2021-01-05
        entry e1 by=rn-s at=2021-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2021-06-10T10:00 for=10:00
        = hold 99487x1
        ? charge.schedule cannot-tell hold

        # Transitional care by the same practitioner stops the bill until 2019
        month 2019-12
        since 2019-01-05
        claim k1 code=99495 on=2019-12-10 by=dr-a
        entry e1 by=rn-s at=2019-12-14T10:00 for=20:00
        = block 99490x1
        ? other-service.tcm not-met block

        # Transitional care by the same practice stops the bill until 2019
        month 2019-12
        since 2019-01-05
        organization lakeside tin=12-3456789
        charge h1 code=99496 on=2019-12-10 by=dr-b practice=lakeside
        entry e1 by=rn-s at=2019-12-14T10:00 for=20:00
        = block 99490x1
        ? other-service.tcm not-met block

        # Transitional care by another practice holds the bill until 2019
        month 2019-12
        since 2019-01-05
        organization other tin=987654321
        charge h1 code=99496 on=2019-12-10 by=dr-b practice=other
        entry e1 by=rn-s at=2019-12-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.tcm open hold

        # Transitional care of nobody known holds the bill until 2019
        month 2018-06
        since 2018-01-05
        claim k1 code=99495 on=2018-06-10
        entry e1 by=rn-s at=2018-06-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.tcm cannot-tell hold

        # Transitional care may stand beside care management from January 2020
        month 2020-01
        since 2019-06-05
        claim k1 code=99495 on=2020-01-10 by=dr-a
        entry e1 by=rn-s at=2020-01-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.tcm met

        # Transitional care of December 2019 is nothing to January 2020
        month 2020-01
        since 2019-06-05
        claim k1 code=99496 on=2019-12-31 by=dr-a
        entry e1 by=rn-s at=2020-01-14T10:00 for=20:00
        = bill 99490x1
        """;
}
