namespace CcmFhirBridge.Tests.Cases;

/// <summary>The care plan and what is attested on it (DESIGN §4).</summary>
internal static class PlanCases
{
    public const string Table = """
        # No care plan is no bill
        no plan plan1
        default dr-a
        staff reference: Practitioner/dr-a, npi: "1234567893", credential: MD
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? care-plan.in-force not-met block

        # The date of service moves to the day of the plan
        plan plan1 start=2026-04-20 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-20

        # A plan that starts after the month is none
        plan plan1 start=2026-05-01 author=dr-a addresses=c1,c2 attest=dr-a
        patient p1 gp=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? care-plan.in-force not-met block

        # A plan written down later than it says to start stands from when it was written
        plan plan1 start=2026-01-05 created=2026-04-20 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-20

        # A plan written down after the month cannot be told to have stood in it
        plan plan1 start=2026-01-05 created=2026-05-20 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? care-plan.in-force cannot-tell hold

        # A plan that says only its month cannot be told before the month ends
        plan plan1 start=2026 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? care-plan.in-force cannot-tell hold

        # A new plan follows an old one in the month
        plan plan1 start=2026-01-05 end=2026-04-10 author=dr-a addresses=c1,c2 attest=dr-a
        plan plan2 start=2026-04-11 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-14

        # A plan that ended before the time was reached is no plan on the date of service
        plan plan1 start=2026-01-05 end=2026-04-10 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? care-plan.in-force not-met block

        # A draft plan is none
        plan plan1 status=draft start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        patient p1 gp=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # A proposal is none
        plan plan1 intent=proposal start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        patient p1 gp=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # An assess-plan by somebody who can bill is the plan
        plan plan1 category=assess-plan start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # An assess-plan by a nurse cannot be told to be the plan
        plan plan1 category=assess-plan start=2026-01-05 author=rn-s addresses=c1,c2
        patient p1 gp=dr-a
        policy attestation assumed
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? care-plan.in-force cannot-tell hold

        # A plan not given to the patient is a warning
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? care-plan.shared not-met warn

        # Duration and risk that nobody attested are held
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 shared=2026-01-06
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk not-met hold

        # A nurse attests nothing
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 shared=2026-01-06 attest=rn-s
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk cannot-tell hold

        # An attestation that denies the risk is held
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2 attest=dr-a risk=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk not-met hold

        # A later denial is not outweighed by an earlier attestation
        plan plan2 start=2026-02-05 author=dr-a attest=dr-a attested=2026-03-05 risk=no
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk not-met hold

        # An attestation on a plan that has ended attests nothing now
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2
        plan plan2 start=2024-01-05 end=2024-12-31 author=dr-a attest=dr-a attested=2024-01-05
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk not-met hold

        # The policy takes the billing practitioner's plan for two groups as attestation
        policy attestation care-plan
        plan plan1 start=2026-01-05 author=dr-a addresses=c1,c2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A plan that addresses one group attests nothing
        policy attestation care-plan
        plan plan1 start=2026-01-05 author=dr-a addresses=c1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? attestation.duration-and-risk not-met hold

        # The policy assumes duration and risk
        policy attestation assumed
        plan plan1 start=2026-01-05 author=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        """;
}
