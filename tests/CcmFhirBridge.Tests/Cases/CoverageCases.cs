namespace CcmFhirBridge.Tests.Cases;

/// <summary>Who pays, and on which days (DESIGN §4 and §5, payer).</summary>
internal static class CoverageCases
{
    public const string Table = """
        # No Coverage resource at all cannot be told
        no coverage cov1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=null
        ? coverage.medicare-part-b cannot-tell hold

        # The policy assumes Part B where there is no Coverage at all
        policy coverage assume-medicare-part-b
        no coverage cov1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 payer=medicare-part-b

        # The policy assumes nothing beside a Coverage that ended
        policy coverage assume-medicare-part-b
        coverage cov1 sopt=121 start=2025-01-01 end=2026-03-31
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? coverage.medicare-part-b not-met block

        # The policy assumes nothing beside a Coverage that cannot be read
        policy coverage assume-medicare-part-b
        coverage cov1 sopt=111 start=2025-01-01 modifier=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # A cancelled Coverage is none
        coverage cov1 sopt=121 start=2025-01-01 status=cancelled
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # Seconds after coverage do not count
        coverage cov1 sopt=121 start=2025-01-01 end=2026-04-14
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=20:00
        = bill 99490x1 2026-04-14 staff=1200 by=no-coverage:1200

        # Seconds in a gap of coverage do not count
        coverage cov1 sopt=121 start=2025-01-01 end=2026-04-10
        coverage cov2 sopt=121 start=2026-04-21
        entry e1 by=rn-s at=2026-04-09T10:00 for=10:00
        entry e2 by=rn-s at=2026-04-15T10:00 for=10:00
        entry e3 by=rn-s at=2026-04-22T10:00 for=10:00
        = bill 99490x1 2026-04-22 staff=1200 by=no-coverage:600

        # Medicare Advantage is held
        coverage cov1 sopt=11
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=medicare-advantage
        ? coverage.payer-rules not-met hold

        # Medicare Advantage wins over fee-for-service
        coverage cov2 sopt=113 start=2026-04-20
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=medicare-advantage

        # Type 119 is Medicare Advantage
        coverage cov1 sopt=119
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold payer=medicare-advantage

        # Type 1 cannot tell
        coverage cov1 sopt=1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # Type 12 cannot tell
        coverage cov1 sopt=12
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # Type 129 cannot tell
        coverage cov1 sopt=129
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # Days of a Medicare whose part is unknown are not days of Part B
        coverage cov1 sopt=121 start=2025-01-01 end=2026-04-10
        coverage cov2 sopt=12 start=2026-04-11
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold
        ? coverage.medicare-part-b cannot-tell hold

        # A Coverage without a type cannot tell
        coverage cov1 start=2025-01-01
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # Medicaid alone is not Medicare
        coverage cov1 sopt=2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? coverage.medicare-part-b not-met block

        # Medicare that does not pay first is held
        coverage cov1 sopt=121 order=2
        coverage cov2 sopt=5 order=1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules not-met hold

        # Medicare that pays first is billed
        coverage cov1 sopt=121 order=1
        coverage cov2 sopt=5 order=2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Medicare beside a commercial plan, neither with its place, cannot be told
        coverage cov2 sopt=5
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold

        # Medicaid never pays before Medicare
        coverage cov2 sopt=2
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A Coverage that starts some day of the month does not cover the month
        coverage cov1 sopt=121 start=2026-04
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # A Coverage of an unknown kind beside Part B may be Medicare Advantage
        coverage cov2 start=2026-01-01
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold
        """;
}
