namespace CcmFhirBridge.Tests.Cases;

/// <summary>Rural health clinics and health centers: decided and explained, never a professional claim (RULES §1.1; issue of the rule book).</summary>
internal static class ClinicCases
{
    public const string Table = """
        # In 2024 a rural health clinic's twenty minutes are its bundle
        month 2024-06
        since 2024-01-05
        billing setting rhc
        entry e1 by=rn-s at=2024-06-14T10:00 for=20:00
        = hold G0511x1
        ? rules.in-force cannot-tell hold

        # A clinic's bundle is not reached at one second under twenty minutes
        month 2024-06
        since 2024-01-05
        billing setting rhc
        entry e1 by=rn-s at=2024-06-14T10:00 for=19:59
        = none nothing

        # A clinic's bundle counts staff and practitioner, whatever the practice pools
        month 2024-06
        since 2024-01-05
        billing setting fqhc
        policy poolPractitionerTime false
        entry e1 by=rn-s at=2024-06-14T10:00 for=10:00
        entry e2 by=dr-a at=2024-06-15T10:00 for=10:00
        = hold G0511x1 pooled=600

        # A clinic's bundle is one unit for any time
        month 2024-06
        since 2024-01-05
        billing setting fqhc
        entry e1 by=rn-s at=2024-06-14T10:00 for=120:00
        = hold G0511x1 alternatives=

        # From January 2025 on a clinic may report single codes in place of its bundle
        month 2025-01
        since 2024-06-05
        billing setting rhc
        entry e1 by=rn-s at=2025-01-14T10:00 for=40:00
        = hold G0511x1 alternatives=99490x1,99439x1

        # In September 2025 the bundle is still what a clinic reports
        month 2025-09
        since 2025-01-05
        billing setting fqhc
        entry e1 by=rn-s at=2025-09-15T10:00 for=20:00
        = hold G0511x1 alternatives=99490x1

        # From October 2025 on a clinic reports single codes
        month 2025-10
        since 2025-01-05
        billing setting fqhc
        entry e1 by=rn-s at=2025-10-15T10:00 for=60:00
        = hold 99490x1,99439x2 alternatives=
        ? rules.in-force cannot-tell hold

        # A clinic's practitioner has a code of their own from October 2025 on
        month 2025-10
        since 2025-01-05
        billing setting rhc
        entry e1 by=dr-a at=2025-10-15T10:00 for=30:00
        = hold 99491x1

        # A clinic's month that is blocked stays blocked
        month 2025-10
        since 2025-01-05
        billing setting rhc
        no plan plan1
        entry e1 by=rn-s at=2025-10-15T10:00 for=20:00
        = block 99490x1

        # A professional practice never reports the bundle
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=20:00
        = bill 99490x1
        ? rules.in-force met
        """;
}
