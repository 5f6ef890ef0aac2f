namespace CcmFhirBridge.Tests.Cases;

/// <summary>Who worked, for whom, and with whom at the same moment (DESIGN §4, who).</summary>
internal static class PeopleCases
{
    public const string Table = """
        # Somebody nobody knows is not counted and holds
        entry e1 by=stranger at=2026-04-14T10:00 for=20:00
        = hold nothing staff=0 by=unknown-performer:1200
        ? time.unknown-performer cannot-tell hold

        # An entry that names nobody holds
        entry e1 at=2026-04-14T10:00 for=20:00
        = hold nothing staff=0 by=unknown-performer:1200

        # A desk clerk never counts whatever the credential says
        staff reference: Practitioner/rn-s, credential: RN, role: non-clinical
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = none nothing by=non-clinical:1200

        # An attender did not work
        entry e1 by=rn-s:ATND at=2026-04-14T10:00 for=20:00
        = hold nothing staff=0

        # A secondary performer did
        entry e1 by=rn-s:SPRF at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200

        # A degree that is no licence is nobody's work
        practitioner x1 degree=CER
        entry e1 by=x1 at=2026-04-14T10:00 for=20:00
        = hold nothing staff=0

        # A Master of Arts is not a medical assistant
        practitioner x1 degree=MA
        entry e1 by=x1 at=2026-04-14T10:00 for=20:00
        = hold nothing staff=0

        # Two nurses at the same moment count once
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200 by=parallel-staff:1200
        ? time.parallel-staff cannot-tell warn

        # Two nurses on one entry count once
        entry e1 by=rn-s,rn-t at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200 excluded=0

        # The policy hold stops where the second nurse's time would change the codes
        policy parallelStaff hold
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=20:00
        = hold 99490x1 staff=1200
        ? time.parallel-staff cannot-tell hold

        # The policy flag counts different work of two nurses
        policy parallelStaff flag
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=20:00 activity=documentation
        = bill 99490x1,99439x1 staff=2400

        # The policy flag does not count the same work twice
        policy parallelStaff flag
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200

        # One nurse with two patients at the same moment gives each the half
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=40:00 of=p2
        = hold 99490x1 staff=1200 by=staff-elsewhere:1200
        = of=p2 staff=1200
        ? time.staff-elsewhere cannot-tell hold

        # A nurse with three patients gives each a third
        patient p2
        patient p3
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=60:00 of=p2
        entry e3 by=rn-s at=2026-04-14T10:00 for=60:00 of=p3
        = 99490x1 staff=1200 by=staff-elsewhere:2400

        # A split that costs no unit is a warning
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-14T10:20 for=10:00 of=p2
        = bill 99490x1 staff=1500
        ? time.staff-elsewhere cannot-tell warn

        # What another programme gets of the nurse for another patient is not the first patient's
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=40:00 of=p2 program=rpm
        = hold 99490x1 staff=1200 by=staff-elsewhere:1200
        = of=p2 nothing staff=0 by=other-program:2400
        ? time.staff-elsewhere cannot-tell hold

        # Another programme's time of another nurse with another patient takes nothing away
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-t at=2026-04-14T10:00 for=20:00 of=p2 program=bhi
        = bill 99490x1 staff=1200
        ? time.staff-elsewhere met

        # What never counts for another patient takes nothing away
        patient p2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=20:00 of=p2 activity=scheduling
        = bill 99490x1 staff=1200
        ? time.staff-elsewhere met

        # One nurse's entries that overlap count once
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 staff=1200 by=own-overlap:1200
        ? time.own-overlap cannot-tell warn

        # A participant's own period is the span
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00 own.rn-s=2026-04-14T10:00/2026-04-14T10:20
        = bill 99490x1 staff=1200

        # A participant's own period that ends before it starts counts nothing
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00 own.rn-s=2026-04-14T10:20/2026-04-14T10:00
        = hold nothing staff=0
        ? time.no-span cannot-tell hold

        # One of two participants without a usable span is not forgotten
        entry e1 by=rn-s,rn-t at=2026-04-14T10:00 own.rn-s=2026-04-14T10:00/2026-04-14T10:20
        = hold 99490x1 staff=1200
        ? time.open-ended cannot-tell hold

        # A practitioner who does not bill works as clinical staff
        entry e1 by=dr-b at=2026-04-14T10:00 for=40:00
        = bill 99490x1,99439x1 staff=2400 practitioner=0
        ? time.other-practitioner cannot-tell info

        # A billed visit is never a time entry and its performers' time is taken out
        entry e1 by=rn-s at=2026-04-14T10:00 for=30:00
        entry e2 by=rn-s at=2026-04-14T10:10 for=20:00 code=99213
        = none nothing staff=600 by=billed-visit:1200

        # Whoever took part in a billed visit did not do care management in it, whatever the participation is called
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        visit v2 by=dr-a:ATND code=99213 at=2026-04-14T10:00 for=20:00
        = none nothing practitioner=0 by=billed-visit:1200

        # A billed visit takes its whole period, not the shorter length
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        visit v2 by=rn-s code=99213 at=2026-04-14T10:00 for=40:00 length=10
        = none nothing staff=0

        # A billed visit that names nobody may have been anybody's
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        visit v2 code=99213 at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.billed-visit cannot-tell hold

        # A billed visit without hours holds where its day's time matters
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        visit v2 by=dr-a code=99213 at=2026-04-14
        = hold 99490x1
        ? time.billed-visit cannot-tell hold

        # A code of care management on a time entry is a label
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00 code=99490
        = bill 99490x1 staff=1200
        ? other-service.ccm-elsewhere met

        # A visit of the day that only a claim tells of holds where its practitioner's time matters
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        claim k1 code=99213 on=2026-04-14 by=dr-a
        = hold 99490x1 practitioner=1200
        ? time.billed-visit cannot-tell hold

        # A visit of the day that only a charge tells of is said where its practitioner's time does not matter
        entry e1 by=rn-s at=2026-04-15T10:00 for=20:00
        entry e2 by=dr-a at=2026-04-14T10:00 for=10:00
        charge h1 code=99213 on=2026-04-14 by=dr-a
        = bill 99490x1 staff=1200 practitioner=600
        ? time.billed-visit cannot-tell warn

        # A claim of a visit on another day is no matter
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        claim k1 code=99213 on=2026-04-13 by=dr-a
        = bill 99490x1 practitioner=1200
        ? time.billed-visit met

        # Time of others on the day of a visit that only a claim tells of counts
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        claim k1 code=99213 on=2026-04-14 by=dr-a
        = bill 99490x1 staff=1200
        ? time.billed-visit met

        # What else a claim bills on the day takes no time of whom it names
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        claim k1 code=80053 on=2026-04-14 by=dr-a
        = bill 99490x1 practitioner=1200
        ? time.billed-visit met

        # Of a visit that an Encounter tells the hours of the claim says nothing more
        entry e1 by=dr-a at=2026-04-14T10:00 for=20:00
        visit v2 by=dr-a code=99213 at=2026-04-14T14:00 for=20:00
        claim k1 code=99214 on=2026-04-14 by=dr-a
        = bill 99490x1 practitioner=1200
        ? time.billed-visit met

        # A claim that tells the hours of the visit takes them out
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        claim k1 code=99213 at=2026-04-14T10:00 for=10:00 by=dr-a
        = bill 99490x1 practitioner=1200 by=billed-visit:600
        ? time.billed-visit met

        # An entry that a claim bills as a visit is never a time entry
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00
        claim k1 code=99213 on=2026-04-14 by=dr-a encounter=e1
        = bill 99490x1 2026-04-15 staff=1200 by=billed-visit:1200
        ? time.billed-visit met

        # An entry that a claim of care management names is one all the same
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        claim k1 code=99490 on=2026-03-31 by=dr-a encounter=e1
        = bill 99490x1 staff=1200

        # An entry of whose Encounter a charge is for a visit is never a time entry
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00
        charge i1 code=99213 on=2026-04-14 by=dr-a encounter=e1
        = bill 99490x1 2026-04-15 staff=1200 by=billed-visit:1200
        ? time.billed-visit met

        # An entry in whose Encounter a coded procedure was done is never a time entry
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00
        procedure s1 code=99213 on=2026-04-14 by=dr-a encounter=e1
        = bill 99490x1 2026-04-15 staff=1200 by=billed-visit:1200
        ? time.billed-visit met

        # An entry of whose Encounter a charge is for care management is one all the same
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        charge i1 code=99490 on=2026-03-31 by=dr-a encounter=e1
        = bill 99490x1 staff=1200

        # Staff time on a day with a visit counts by default
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        visit v2 by=dr-a code=99213 at=2026-04-14T14:00 for=20:00
        = bill 99490x1 staff=1200

        # Staff time on a day with a visit does not count where the practice reads CPT strictly
        policy strictSameDayVisit true
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        visit v2 by=dr-a code=99213 at=2026-04-14T14:00 for=20:00
        = none nothing by=same-day-visit:1200
        """;
}
