namespace CcmFhirBridge.Tests.Cases;

/// <summary>Each month by the amounts of its own year and, in 2024, of its own day (RULES §6).</summary>
internal static class YearMoneyCases
{
    public const string Table = """
        # Care management of 2018 is billed without an estimate
        month 2018-06
        since 2018-01-05
        entry e1 by=rn-s at=2018-06-14T10:00 for=20:00
        = bill 99490x1 2018-06-14 charge=125.00 amount=null
        ? charge.schedule cannot-tell warn

        # Care management of 2018 without charge and amount is held
        charges none
        month 2018-06
        since 2018-01-05
        entry e1 by=rn-s at=2018-06-14T10:00 for=20:00
        = hold 99490x1 amount=null
        ? charge.schedule cannot-tell hold

        # Care management of 2019 is estimated by the year's amount
        month 2019-06
        since 2019-01-05
        entry e1 by=rn-s at=2019-06-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=42.17

        # Care management of 2020 is estimated by the year's amount
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=42.22

        # Care management of 2021 is estimated by the year's amount
        month 2021-06
        since 2021-01-05
        entry e1 by=rn-s at=2021-06-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=41.17

        # Care management of 2022 is estimated by the year's amount
        month 2022-06
        since 2022-01-05
        entry e1 by=rn-s at=2022-06-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=64.02

        # Care management of 2023 is estimated by the year's amount
        month 2023-06
        since 2023-01-05
        entry e1 by=rn-s at=2023-06-14T10:00 for=20:00
        = bill 99490x1 charge=125.00 amount=62.69

        # Care management of 2024 is estimated by the year's amounts
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=60:00
        = bill 99490x1,99439x2 charge=125.00,191.00 amount=62.58,95.86

        # Care management of 2025 is estimated by the year's amounts
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=60:00
        = bill 99490x1,99439x2 charge=125.00,191.00 amount=60.49,91.86

        # Care management of December 2025 is not estimated by the next year's amounts
        month 2025-12
        since 2025-01-05
        entry e1 by=rn-s at=2025-12-31T10:00 for=40:00
        = bill 99490x1,99439x1 2025-12-31 amount=60.49,45.93

        # Care management of January 2026 is estimated by the new year's amounts
        month 2026-01
        since 2025-06-05
        entry e1 by=rn-s at=2026-01-01T10:00 for=40:00
        = bill 99490x1,99439x1 2026-01-01 amount=66.13,50.44

        # Until the eighth of March 2024 the older conversion factor holds
        month 2024-03
        since 2024-01-05
        entry e1 by=rn-s at=2024-03-08T10:00 for=40:00
        = bill 99490x1,99439x1 2024-03-08 amount=61.56,47.15

        # From the ninth of March 2024 the newer conversion factor holds
        month 2024-03
        since 2024-01-05
        entry e1 by=rn-s at=2024-03-09T10:00 for=40:00
        = bill 99490x1,99439x1 2024-03-09 amount=62.58,47.93

        # One conversion factor holds for all lines of a date of service
        month 2024-03
        since 2024-01-05
        entry e1 by=rn-s at=2024-03-08T10:00 for=20:00
        entry e2 by=rn-s at=2024-03-09T10:00 for=20:00
        = bill 99490x1,99439x1 2024-03-09 amount=62.58,47.93

        # The practitioner's own code of February 2024 is estimated by the older factor
        month 2024-02
        since 2024-01-05
        entry e1 by=dr-a at=2024-02-14T10:00 for=30:00
        = bill 99491x1 charge=83.17 amount=83.17

        # A complex month of February 2024 is estimated by the older factor
        month 2024-02
        since 2024-01-05
        entry e1 by=rn-s at=2024-02-14T10:00 for=60:00
        visit m1 by=dr-a mdm=moderate at=2024-02-10T10:00 for=10:00
        = bill 99487x1 charge=131.96 amount=131.96

        # The practitioner's own codes of 2024 are estimated by the year's amounts
        month 2024-06
        since 2024-01-05
        entry e1 by=dr-a at=2024-06-14T10:00 for=90:00
        = bill 99491x1,99437x2 amount=84.55,119.16

        # A complex month of 2024 is estimated by the year's amounts
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=120:00
        visit m1 by=dr-a mdm=moderate at=2024-06-10T10:00 for=10:00
        = bill 99487x1,99489x2 amount=134.15,144.46

        # The practitioner's own codes of 2025 are estimated by the year's amounts
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-14T10:00 for=90:00
        = bill 99491x1,99437x2 amount=82.16,115.16

        # A complex month of 2025 is estimated by the year's amounts
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=120:00
        visit m1 by=dr-a mdm=moderate at=2025-06-10T10:00 for=10:00
        = bill 99487x1,99489x2 amount=131.65,141.04

        # A facility of 2024 is paid less for the staff codes
        billing placeOfService "22"
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=40:00
        = bill 99490x1,99439x1 amount=49.60,34.62

        # A facility of 2024 is paid less for the practitioner's own codes
        billing placeOfService "22"
        month 2024-06
        since 2024-01-05
        entry e1 by=dr-a at=2024-06-14T10:00 for=60:00
        = bill 99491x1,99437x1 amount=74.56,49.93

        # A facility of 2024 is paid less for a complex month
        billing placeOfService "22"
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=90:00
        visit m1 by=dr-a mdm=moderate at=2024-06-10T10:00 for=10:00
        = bill 99487x1,99489x1 amount=89.21,49.60

        # A facility of 2025 is paid less for the staff codes
        billing placeOfService "22"
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=40:00
        = bill 99490x1,99439x1 amount=47.87,32.99

        # A facility of 2025 is paid less for the practitioner's own codes
        billing placeOfService "22"
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-14T10:00 for=60:00
        = bill 99491x1,99437x1 amount=72.46,47.87

        # A facility of 2025 is paid less for a complex month
        billing placeOfService "22"
        month 2025-06
        since 2025-01-05
        entry e1 by=rn-s at=2025-06-14T10:00 for=90:00
        visit m1 by=dr-a mdm=moderate at=2025-06-10T10:00 for=10:00
        = bill 99487x1,99489x1 amount=87.01,47.23
        """;
}
