namespace CcmFhirBridge.Tests.Cases;

/// <summary>Charges and amounts (DESIGN §6).</summary>
internal static class MoneyCases
{
    public const string Table = """
        # The practice's charge and the amount allowed
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2 charge=125.00,191.00 amount=66.13,100.88 placeOfService=11

        # Without a charge the full amount allowed stands in its place
        charges none
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill charge=66.13,50.44 amount=66.13,50.44
        ? charge.schedule not-met warn

        # A facility is paid less
        billing placeOfService "22"
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill amount=43.76,30.73 placeOfService=22

        # Where no table is loaded the amount is null and said
        month 2022-04
        consent cons1 start=2022-01-05T09:00 by=dr-a told=yes
        plan plan1 start=2022-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        visit v1 code=99214 by=dr-a at=2022-01-05T08:00 for=30:00 discussed=yes
        coverage cov1 sopt=121 start=2021-01-01
        entry e1 by=rn-s at=2022-04-14T10:00 for=40:00
        = bill 99490x1,99439x1 charge=125.00,95.50 amount=64.02,null
        ? charge.schedule cannot-tell warn

        # Without charge and amount nothing can be billed
        charges none
        month 2022-04
        consent cons1 start=2022-01-05T09:00 by=dr-a told=yes
        plan plan1 start=2022-01-05 author=dr-a addresses=c1,c2 attest=dr-a
        visit v1 code=99214 by=dr-a at=2022-01-05T08:00 for=30:00 discussed=yes
        coverage cov1 sopt=121 start=2021-01-01
        entry e1 by=rn-s at=2022-04-14T10:00 for=40:00
        = hold
        ? charge.schedule cannot-tell hold

        # A locality whose table is not loaded has no amount
        billing locality 10112-00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill charge=125.00 amount=null
        ? charge.schedule cannot-tell warn

        # A rural health clinic does not file a professional claim by these rules
        billing setting rhc
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? rules.in-force cannot-tell hold

        # A hospital's outpatient department bills with a facility place of service
        billing setting hospital-outpatient
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? rules.in-force cannot-tell hold

        # An outpatient department with its place of service is billed
        billing setting hospital-outpatient
        billing placeOfService "19"
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 amount=43.76

        # A qualifying participant is paid by a factor of their own
        staff reference: Practitioner/dr-a, npi: "1234567893", credential: MD, qp: true
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=66.46

        # A nurse practitioner is paid a share and charges the same
        staff reference: Practitioner/dr-a, npi: "1234567893", credential: NP
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = bill 99490x1,99439x1 charge=125.00,95.50 amount=56.21,42.87
        """;
}
