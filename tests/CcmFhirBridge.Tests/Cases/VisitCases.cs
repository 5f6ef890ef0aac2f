namespace CcmFhirBridge.Tests.Cases;

/// <summary>The initiating visit (DESIGN §4).</summary>
internal static class VisitCases
{
    public const string Table = """
        # A visit a year before care management began is early enough
        visit v1 code=99213 by=dr-a at=2025-04-14T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.initiating met

        # A day more than a year is too early
        visit v1 code=99213 by=dr-a at=2025-04-13T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # A visit on the first day is in time
        visit v1 code=99213 by=dr-a at=2026-04-14T15:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.initiating met

        # A visit the day after is too late
        visit v1 code=99213 by=dr-a at=2026-04-15T15:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # Time that no consent covers does not begin care management
        visit v1 code=99213 by=dr-a at=2024-01-05T08:00 for=20:00 discussed=yes
        entry e0 by=rn-s at=2024-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # Time in a hospital stay does not begin care management
        consent cons1 start=2024-01-05T09:00 by=dr-a told=yes
        visit v1 code=99213 by=dr-a at=2024-01-05T08:00 for=20:00 discussed=yes
        stay s1 class=IMP at=2024-02-13T08:00 end=2024-02-16T12:00
        entry e0 by=rn-s at=2024-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # Time between a withdrawal and the next consent does not begin care management
        consent cons1 start=2024-01-05T09:00 written=2024-01-05T09:00 end=2024-02-01T09:00 by=dr-a told=yes
        consent cons2 start=2026-03-05T09:00 written=2026-03-05T09:00 by=dr-a told=yes
        visit v1 code=99213 by=dr-a at=2024-01-05T08:00 for=20:00 discussed=yes
        entry e0 by=rn-s at=2024-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # Care management that began long ago looks back from there
        consent cons1 start=2024-01-05T09:00 by=dr-a told=yes
        visit v1 code=99213 by=dr-a at=2024-01-05T08:00 for=20:00 discussed=yes
        entry e0 by=rn-s at=2024-02-14T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A visit that is not on the list is none
        visit v1 code=99211 by=dr-a at=2026-01-05T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # Home visit 99343 is not on the list
        visit v1 code=99343 by=dr-a at=2026-01-05T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1

        # A partner's visit is held
        visit v1 code=99214 by=dr-b at=2026-01-05T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating cannot-tell hold

        # A claim that the practitioner submits for a partner's visit is not the practitioner's visit
        no visit v1
        claim k1 code=99214 on=2026-01-05 provider=dr-a by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating cannot-tell hold

        # Who refers to a visit did not hold it
        visit v1 code=99214 by=dr-a:REF,dr-b at=2026-01-05T08:00 for=20:00 discussed=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating cannot-tell hold

        # An annual wellness visit on a claim is a visit
        no visit v1
        claim k1 code=G0439 on=2026-01-05 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.initiating met
        ? visit.discussed cannot-tell warn

        # A visit that only a charge shows is a visit
        no visit v1
        charge h1 code=99349 on=2026-01-05 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.initiating met

        # No visit at all is held
        no visit v1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.initiating not-met hold

        # The policy assumes the visit
        policy initiatingVisit assumed
        no visit v1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A new-patient visit silent about care management is held
        visit v1 code=99204 by=dr-a at=2026-01-05T08:00 for=30:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.discussed cannot-tell hold

        # An established patient's visit silent about it is a warning
        visit v1 code=99214 by=dr-a at=2026-01-05T08:00 for=30:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? visit.discussed cannot-tell warn

        # A visit that says it was not discussed is held
        visit v1 code=99214 by=dr-a at=2026-01-05T08:00 for=30:00 discussed=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? visit.discussed not-met hold
        """;
}
