namespace CcmFhirBridge.Tests.Cases;

/// <summary>Each code in its first and last month, and the amounts of the years (RULES §1.1, §6.2).</summary>
internal static class YearCases
{
    public const string Table = """
        # In 2018 the staff's code stands alone, also for eighty minutes
        month 2018-06
        since 2018-01-05
        entry e1 by=rn-s at=2018-06-14T10:00 for=80:00
        = bill 99490x1 charge=125.00 amount=null

        # In 2018 the practitioner has no code of their own and their time is pooled
        month 2018-06
        since 2018-01-05
        entry e1 by=dr-a at=2018-06-14T10:00 for=30:00
        = bill 99490x1 practitioner=1800 pooled=1800
        ? pathway.choice met

        # In December 2018 thirty minutes of the practitioner are the staff's code
        month 2018-12
        since 2018-02-05
        entry e1 by=dr-a at=2018-12-14T10:00 for=30:00
        = bill 99490x1

        # From January 2019 on they are the practitioner's own, whose amount no table tells
        month 2019-01
        since 2018-06-05
        entry e1 by=dr-a at=2019-01-14T10:00 for=30:00
        = hold 99491x1 charge=null amount=null
        ? charge.schedule cannot-tell hold

        # In 2019 forty minutes of staff carry one unit
        month 2019-12
        since 2019-02-05
        entry e1 by=rn-s at=2019-12-13T10:00 for=60:00
        = bill 99490x1 amount=42.17

        # In January 2020 a further full block has the code of that year
        month 2020-01
        since 2019-06-05
        billing charges {"99490":125.00,"G2058":95.00}
        entry e1 by=rn-s at=2020-01-14T10:00 for=40:00
        = bill 99490x1,G2058x1 charge=125.00,95.00 amount=42.22,null

        # One second short of forty minutes the code of 2020 is not reached
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-15T10:00 for=39:59
        = bill 99490x1

        # In 2020 eighty minutes still carry two further units
        month 2020-12
        since 2020-01-05
        billing charges {"99490":125.00,"G2058":95.00}
        entry e1 by=rn-s at=2020-12-15T10:00 for=80:00
        = bill 99490x1,G2058x2 charge=125.00,190.00

        # From January 2021 on a further full block has the code of today
        month 2021-01
        since 2020-06-05
        entry e1 by=rn-s at=2021-01-14T10:00 for=40:00
        = bill 99490x1,99439x1 amount=41.17,null

        # In 2021 an hour of the practitioner is one unit
        month 2021-12
        since 2021-02-05
        billing charges {"99491":160.00}
        entry e1 by=dr-a at=2021-12-14T10:00 for=60:00
        = bill 99491x1 surplus=1800

        # From January 2022 on an hour of the practitioner carries a further unit
        month 2022-01
        since 2021-06-05
        billing charges {"99491":160.00,"99437":110.00}
        entry e1 by=dr-a at=2022-01-14T10:00 for=60:00
        = bill 99491x1,99437x1

        # The staff's codes of 2022
        month 2022-06
        since 2022-01-05
        entry e1 by=rn-s at=2022-06-14T10:00 for=40:00
        = bill 99490x1,99439x1 amount=64.02,null

        # The staff's codes of 2023
        month 2023-06
        since 2023-01-05
        entry e1 by=rn-s at=2023-06-14T10:00 for=20:00
        = bill 99490x1 amount=62.69

        # In February 2024 the amounts are those before the ninth of March
        month 2024-02
        since 2023-06-05
        entry e1 by=rn-s at=2024-02-14T10:00 for=60:00
        = bill 99490x1,99439x2 amount=61.56,94.30

        # In March 2024 the amounts are those from the ninth on
        month 2024-03
        since 2023-06-05
        entry e1 by=rn-s at=2024-03-04T10:00 for=60:00
        = bill 99490x1,99439x2 amount=62.58,95.86

        # Complex care of 2024
        month 2024-06
        since 2024-01-05
        entry e1 by=rn-s at=2024-06-14T10:00 for=90:00
        visit m1 by=dr-a mdm=high at=2024-06-10T10:00 for=10:00
        = bill 99487x1,99489x1 charge=134.15,72.23 amount=134.15,72.23
        ? charge.schedule not-met warn

        # The practitioner's codes of 2025
        month 2025-06
        since 2025-01-05
        entry e1 by=dr-a at=2025-06-13T10:00 for=90:00
        = bill 99491x1,99437x2 amount=82.16,115.16

        # Complex care of 2025 in a facility
        month 2025-06
        since 2025-01-05
        billing placeOfService "19"
        entry e1 by=rn-s at=2025-06-13T10:00 for=120:00
        visit m1 by=dr-a mdm=high at=2025-06-10T10:00 for=10:00
        = bill 99487x1,99489x2 amount=87.01,94.46

        # The practitioner's codes of 2026 in a facility
        billing placeOfService "22"
        entry e1 by=dr-a at=2026-04-15T10:00 for=60:00
        = bill 99491x1,99437x1 amount=65.47,43.76

        # Complex care of 2026
        entry e1 by=rn-s at=2026-04-14T10:00 for=120:00
        visit m1 by=dr-a mdm=high at=2026-04-10T10:00 for=10:00
        = bill 99487x1,99489x2 amount=144.29,156.32

        # The last month that is verified is decided
        month 2026-12
        entry e1 by=rn-s at=2026-12-14T10:00 for=20:00
        = bill 99490x1 amount=66.13

        # The first month that nobody has verified is held
        month 2027-01
        since 2026-06-05
        entry e1 by=rn-s at=2027-01-14T10:00 for=20:00
        = hold nothing
        ? rules.in-force not-met hold

        # In 2019 transitional care of the same practitioner blocks the month
        month 2019-06
        since 2019-01-05
        entry e1 by=rn-s at=2019-06-14T10:00 for=20:00
        claim k1 code=99495 by=dr-a on=2019-06-20
        = block 99490x1
        ? other-service.tcm not-met block

        # In 2019 transitional care of somebody else holds the month
        month 2019-06
        since 2019-01-05
        organization o2 tin=987654321
        entry e1 by=rn-s at=2019-06-14T10:00 for=20:00
        charge k1 code=99495 by=dr-b practice=o2 on=2019-06-20
        = hold 99490x1
        ? other-service.tcm not-met hold

        # From 2020 on transitional care may stand beside it
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-15T10:00 for=20:00
        claim k1 code=99495 by=dr-a on=2020-06-20
        = bill 99490x1
        ? other-service.tcm met

        # The code of 2020 on another bill is care management elsewhere
        month 2020-06
        since 2020-01-05
        entry e1 by=rn-s at=2020-06-15T10:00 for=20:00
        claim k1 code=G2058 by=dr-b on=2020-06-20
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold

        # A clinic's bundle on another bill is care management elsewhere while there is one
        month 2025-09
        since 2025-01-05
        entry e1 by=rn-s at=2025-09-15T10:00 for=20:00
        claim k1 code=G0511 by=dr-b on=2025-09-20
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold
        """;
}
