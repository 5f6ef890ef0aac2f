namespace CcmFhirBridge.Tests.Cases;

/// <summary>Two groups of chronic conditions and the diagnoses of the claim (DESIGN §4).</summary>
internal static class ConditionCases
{
    public const string Table = """
        # Kidney disease beside diabetes with kidney complication is two
        condition c1 icd=E11.22
        condition c2 icd=N18.31
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill dx=E11.22,N18.31

        # Hypertensive heart and kidney disease alone is one
        condition c1 icd=I13.0
        no condition c2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? conditions.two-groups not-met block

        # Two codes of diabetes are one
        condition c1 icd=E11.9
        condition c2 icd=E11.22
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? conditions.two-groups not-met block

        # Type 1 and type 2 diabetes are one
        condition c1 icd=E10.9
        condition c2 icd=E11.9
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A mood disorder beside hypertension is two
        condition c1 icd=F32.9
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill dx=F32.9,I10

        # SNOMED CT goes through the map
        condition c1 snomed=44054006
        condition c2 snomed=59621000
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill dx=E11.9,I10

        # Prediabetes is not chronic
        condition c1 icd=R73.03
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? conditions.two-groups not-met block

        # Anemia is chronic where a person says so
        condition c1 icd=D64.9
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? conditions.two-groups cannot-tell hold

        # A body mass index is not chronic
        condition c1 icd=Z68.35
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # Codes that nobody knows cannot be told
        condition c1 icd=Q99.9
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? conditions.two-groups cannot-tell hold

        # A resolved condition does not count
        condition c1 icd=E11.9 status=resolved
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A condition in remission does not count
        condition c1 icd=E11.9 status=remission
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A recurrence counts
        condition c1 icd=E11.9 status=recurrence
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # An absent clinical status counts as active
        condition c1 icd=E11.9 status=none
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A provisional condition does not count
        condition c1 icd=E11.9 verified=provisional
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # An absent verification counts
        condition c1 icd=E11.9 verified=none
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # An encounter diagnosis does not count
        condition c1 icd=E11.9 category=encounter-diagnosis
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # An encounter diagnosis counts by policy
        policy countEncounterDiagnoses true
        condition c1 icd=E11.9 category=encounter-diagnosis
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A health concern counts
        condition c1 icd=E11.9 category=health-concern
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A condition that ended before the month does not count
        condition c1 icd=E11.9 ended=2026-03-15
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A condition that began after the month does not count
        condition c1 icd=E11.9 onset=2026-05-02
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A condition that began after the date of service is no diagnosis on it
        condition c1 icd=E11.9 onset=2026-04-20
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-20

        # A heading is not billable
        condition c1 icd=E11
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 dx=I10
        ? diagnoses.billable not-met hold
        ? conditions.two-groups met

        # Stage 3 of kidney disease needs its letter
        condition c1 icd=N18.3
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 dx=I10

        # A code without its dot is written with it
        condition c1 icd=e119
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill dx=E11.9,I10

        # The plan's conditions come first, and at most twelve stand on a claim
        plan plan1 start=2026-01-05 author=dr-a addresses=c14,c1 shared=2026-01-06 attest=dr-a
        condition c3 icd=J44.9
        condition c4 icd=E78.5
        condition c5 icd=E03.9
        condition c6 icd=I50.9
        condition c7 icd=I48.91
        condition c8 icd=K21.9
        condition c9 icd=M81.0
        condition c10 icd=G20.A1
        condition c11 icd=N18.4
        condition c12 icd=F32.9
        condition c13 icd=M10.9
        condition c14 icd=N40.0
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill dx=E11.9,N40.0,E03.9,E78.5,F32.9,G20.A1,I10,I48.91,I50.9,J44.9,K21.9,M10.9
        """;
}
