namespace CcmFhirBridge.Tests.Cases;

/// <summary>Rural health clinics and federally qualified health centers: G0511, then the codes of everybody (RULES §1.1, §5).</summary>
internal static class ClinicCases
{
    public const string Table = """
        # A rural health clinic's twenty minutes are the clinics' one code
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = hold G0511x1 2025-06-14 staff=1200
        ? rules.in-force cannot-tell hold

        # A federally qualified health center's twenty minutes are the clinics' one code
        billing setting fqhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = hold G0511x1 2025-06-14 staff=1200
        ? rules.in-force cannot-tell hold

        # A clinic's time a second short of twenty minutes is nothing
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=19:59
        = none nothing staff=1199

        # A clinic's hour is still one code
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=60:00
        = hold G0511x1 staff=3600
        ? rules.in-force cannot-tell hold

        # Four hours of a clinic are one code
        billing setting fqhc
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=240:00
        = hold G0511x1 staff=14400

        # A clinic's practitioner counts toward the one code
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-14T10:00 for=20:00
        = hold G0511x1 practitioner=1200

        # A clinic's staff and practitioner count together
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2025-06-15T10:00 for=10:00
        = hold G0511x1 2025-06-15 staff=600 practitioner=600

        # A clinic's staff and practitioner count together though the practice does not pool
        billing setting rhc
        policy poolPractitionerTime false
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2025-06-15T10:00 for=10:00
        = hold G0511x1 2025-06-15 staff=600 practitioner=600

        # A clinic's staff and practitioner a second short together are nothing
        billing setting fqhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2025-06-15T10:00 for=9:59
        = none nothing staff=600 practitioner=599

        # Thirty minutes of a clinic's practitioner are the one code and no other
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-14T10:00 for=30:00
        = hold G0511x1 practitioner=1800

        # A clinic's staff and practitioner at both floors are one code
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        entry e2 by=dr-a at=2025-06-15T10:00 for=30:00
        = hold G0511x1 2025-06-14

        # A clinic's hour with decision making is one code
        billing setting rhc
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=60:00
        visit m1 by=dr-a mdm=high at=2025-06-10T10:00 for=10:00
        = hold G0511x1 2025-06-14

        # The clinics' code exists in the first month of the rules
        billing setting rhc
        month 2018-01
        since 2017-02-05
        entry e1 by=rn-s at=2018-01-14T10:00 for=20:00
        = hold G0511x1
        ? rules.in-force cannot-tell hold

        # A clinic of 2020 has no further code
        billing setting fqhc
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=40:00
        = hold G0511x1

        # A clinic of December 2024 has the one code
        billing setting rhc
        month 2024-12
        since 2024-01-05
        entry e1 by=rn-s at=2024-12-14T10:00 for=40:00
        = hold G0511x1
        ? rules.in-force cannot-tell hold

        # A clinic of January 2025 has the one code by default
        billing setting rhc
        month 2025-01
        since 2024-06-05
        entry e1 by=rn-s at=2025-01-14T10:00 for=40:00
        = hold G0511x1
        ? rules.in-force cannot-tell hold

        # A clinic's last day of the one code is the end of September 2025
        billing setting rhc
        month 2025-09
        since 2025-01-05
        entry e1 by=rn-s at=2025-09-30T10:00 for=40:00
        = hold G0511x1 2025-09-30
        ? rules.in-force cannot-tell hold

        # A rural health clinic has everybody's codes from October 2025
        billing setting rhc
        month 2025-10
        since 2025-01-05
        entry e1 by=rn-s at=2025-10-01T10:00 for=40:00
        = hold 99490x1,99439x1 2025-10-01
        ? rules.in-force cannot-tell hold

        # A federally qualified health center has everybody's codes from October 2025
        billing setting fqhc
        month 2025-10
        since 2025-01-05
        entry e1 by=rn-s at=2025-10-14T10:00 for=20:00
        = hold 99490x1
        ? rules.in-force cannot-tell hold

        # A clinic's practitioner has the own codes from October 2025
        billing setting rhc
        month 2025-10
        since 2025-01-05
        entry e1 by=dr-a at=2025-10-14T10:00 for=60:00
        = hold 99491x1,99437x1
        ? rules.in-force cannot-tell hold

        # A clinic's complex month has the complex codes from October 2025
        billing setting rhc
        month 2025-10
        since 2025-01-05
        entry e1 by=rn-s at=2025-10-14T10:00 for=90:00
        visit m1 by=dr-a mdm=high at=2025-10-10T10:00 for=10:00
        = hold 99487x1,99489x1
        ? rules.in-force cannot-tell hold

        # A clinic that does not pool counts its people apart from October 2025
        billing setting rhc
        policy poolPractitionerTime false
        month 2025-10
        since 2025-01-05
        entry e1 by=rn-s at=2025-10-14T10:00 for=10:00
        entry e2 by=dr-a at=2025-10-15T10:00 for=10:00
        = none nothing staff=600 practitioner=600

        # A federally qualified health center of 2026 does not file a professional claim either
        billing setting fqhc
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = hold 99490x1,99439x2
        ? rules.in-force cannot-tell hold

        # A clinic without consent is stopped
        billing setting rhc
        month 2025-06
        since 2025-01-05
        no consent cons1
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = block G0511x1
        ? consent.active not-met block

        # A clinic's patient with one group of conditions is stopped
        billing setting fqhc
        month 2025-06
        since 2025-01-05
        condition c2 icd=E11.22
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = block G0511x1
        ? conditions.two-groups not-met block

        # A clinic's month after the last rules has no lines
        billing setting rhc
        month 2027-01
        entry e1 by=rn-s at=2027-01-14T10:00 for=20:00
        = hold nothing
        ? rules.in-force not-met hold

        # A professional practice never has the clinics' code
        billing setting professional
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=20:00
        = bill 99490x1
        """;
}
