namespace CcmFhirBridge.Tests.Cases;

/// <summary>Under whom the month is billed (DESIGN §4, billing practitioner).</summary>
internal static class PractitionerCases
{
    public const string Table = """
        # The plan's author bills
        patient p1 gp=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill biller=Practitioner/dr-a

        # The patient's own practitioner bills where the plan names nobody
        patient p1 gp=dr-a
        plan plan1 start=2026-01-05 addresses=c1,c2 shared=2026-01-06 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill biller=Practitioner/dr-a

        # The tenant's default bills where nobody is named
        default dr-a
        staff reference: Practitioner/dr-a, npi: "1234567893", credential: MD
        plan plan1 start=2026-01-05 addresses=c1,c2 shared=2026-01-06 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill biller=Practitioner/dr-a npi=1234567893

        # Nobody at all is held
        plan plan1 start=2026-01-05 addresses=c1,c2 shared=2026-01-06 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold biller=null npi=null
        ? practitioner.npi not-met hold

        # Two different authors of active plans are held
        plan plan2 start=2026-02-05 author=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold
        ? practitioner.npi cannot-tell hold

        # The author of a plan that has ended does not bill
        plan plan2 start=2025-01-05 end=2026-03-31 author=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill biller=Practitioner/dr-a

        # A practitioner without an NPI cannot bill
        practitioner dr-a degree=MD
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold
        ? practitioner.npi not-met hold

        # An NPI that fails its check digit is none
        practitioner dr-a npi=1234567890 degree=MD
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold
        ? practitioner.npi not-met hold

        # A nurse who wrote the plan does not bill
        plan plan1 start=2026-01-05 author=rn-s addresses=c1,c2 shared=2026-01-06 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold biller=null
        ? practitioner.npi not-met hold
        """;
}
