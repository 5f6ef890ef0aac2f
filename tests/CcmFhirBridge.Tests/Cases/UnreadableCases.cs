namespace CcmFhirBridge.Tests.Cases;

/// <summary>What cannot be read is never read as yes.</summary>
internal static class UnreadableCases
{
    public const string Table = """
        # A withdrawal whose date cannot be read leaves the consent in doubt
        consent cons1 start=2026-01-05T09:00 end=2026-03-32 by=dr-a told=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # A consent that carries an unknown modifier may be a refusal
        consent cons2 status=rejected start=2026-03-01 modifier=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? consent.active cannot-tell hold

        # An end of coverage that cannot be read does not make it endless
        coverage cov1 sopt=121 start=2025-01-01 end=2026-02-31
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.medicare-part-b cannot-tell hold

        # A coverage that carries an unknown modifier may be Medicare Advantage
        coverage cov2 sopt=111 start=2025-01-01 modifier=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold

        # A plan whose end cannot be read does not stand for ever
        plan plan1 start=2026-01-05 end=2026-02-31 author=dr-a addresses=c1,c2 attest=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? care-plan.in-force cannot-tell hold

        # A death whose date cannot be read is a death
        patient p1 died=2026-02-31
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.death cannot-tell hold

        # A stay that carries an unknown modifier may be a stay
        stay s1 class=IMP start=2026-04-10T10:00 end=2026-04-20T10:00 modifier=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? time.stay cannot-tell hold

        # A claim that carries an unknown modifier may be the same month's
        claim k1 code=99426 on=2026-04-10 by=dr-a modifier=yes
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.ccm-elsewhere cannot-tell hold
        """;
}
