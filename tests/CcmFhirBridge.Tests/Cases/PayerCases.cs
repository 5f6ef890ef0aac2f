namespace CcmFhirBridge.Tests.Cases;

/// <summary>Payers other than Medicare Part B, by the rules that the practice looked up for them (DESIGN §5, payer rules).</summary>
internal static class PayerCases
{
    public const string Table = """
        # Medicare Advantage by Medicare's rules is billed once the practice has looked that up
        payer medicare-advantage rules=us-medicare-ccm
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 2026-04-14 payer=medicare-advantage rules=us-medicare-ccm charge=125.00 amount=null
        ? coverage.medicare-part-b met
        ? coverage.payer-rules met
        ? charge.schedule cannot-tell warn

        # A commercial plan by Medicare's rules is billed once the practice has looked that up
        payer commercial rules=us-medicare-ccm
        coverage cov1 sopt=5
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 payer=commercial
        ? coverage.medicare-part-b met
        ? coverage.payer-rules met

        # What is said of commercial plans says nothing of Medicare Advantage
        payer commercial rules=us-medicare-ccm
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=medicare-advantage payor=null
        ? coverage.payer-rules not-met hold

        # One plan that is looked up does not open the door for another
        payer medicare-advantage payor=acme rules=us-medicare-ccm
        coverage cov1 sopt=111 payor=other
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules not-met hold

        # The plan that the Coverage names is billed and named
        payer medicare-advantage payor=acme rules=us-medicare-ccm
        coverage cov1 sopt=111 payor=acme
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1 payer=medicare-advantage payor=Organization/acme

        # A plan's own rules go before those of its class
        payer medicare-advantage rules=us-medicare-ccm
        payer medicare-advantage payor=acme rules=acme-plan
        overlay acme-plan medicare-advantage limit=99439:1
        coverage cov1 sopt=111 payor=acme
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x1 rules=acme-plan

        # Where the plan names no limit of its own Medicare's stands
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage amount=99490:62.00
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2 rules=acme-plan amount=62.00,null

        # A code that the plan does not pay does not exist for it
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage unpaid=99491
        coverage cov1 sopt=111
        entry e1 by=dr-a at=2026-04-14T10:00 for=30:00
        = bill 99490x1 pooled=1800

        # The plan's rules are not in force before they begin, and Medicare's never take their place
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage from=2026-05-01 amount=99490:62.00
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold nothing rules=none
        ? rules.in-force not-met hold
        ? coverage.payer-rules cannot-tell hold

        # A patient of Part B is billed as ever beside a plan with rules of its own
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage limit=99439:1 other=tcm:block
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99490x1,99439x2 payer=medicare-part-b payor=null rules=us-medicare-ccm amount=66.13,100.88
        ? other-service.tcm met

        # Transitional care is held where the plan's rules say so
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage other=tcm:hold
        coverage cov1 sopt=111
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.tcm not-met hold

        # The plan's rules go before what the practice wishes for everybody
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage other=tcm:hold
        conflict tcm allow
        coverage cov1 sopt=111
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.tcm not-met hold

        # What the practice wishes for this payer goes before everything
        payer medicare-advantage rules=acme-plan tcm=warn
        overlay acme-plan medicare-advantage other=tcm:hold
        conflict tcm block
        coverage cov1 sopt=111
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.tcm not-met warn

        # What the practice wishes for everybody holds where plan and payer say nothing
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage limit=99439:1
        conflict tcm block
        coverage cov1 sopt=111
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.tcm not-met block

        # Medicare Part B may be stricter by the practice's wish for it
        payer medicare-part-b tcm=block
        claim k1 code=99495 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1 payer=medicare-part-b
        ? other-service.tcm not-met block

        # No payer makes home health supervision by the same practitioner billable
        payer commercial rules=us-medicare-ccm home-health=allow
        coverage cov1 sopt=5
        claim k1 code=G0181 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.home-health not-met block

        # A plan without the practice's charge has nothing to put on the claim
        charges none
        payer medicare-advantage rules=us-medicare-ccm
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 charge=null amount=null
        ? charge.schedule cannot-tell hold

        # Medicare that pays after a plan that is looked up is held all the same
        payer commercial rules=us-medicare-ccm
        coverage cov1 sopt=121 order=2
        coverage cov2 sopt=5 order=1
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=medicare-part-b
        ? coverage.payer-rules not-met hold

        # Two commercial plans of which neither has its place cannot be told
        payer commercial rules=us-medicare-ccm
        coverage cov1 sopt=5 payor=acme
        coverage cov2 sopt=5 payor=other
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold

        # A month that begins with Part B and ends with Medicare Advantage cannot be told
        payer medicare-advantage rules=us-medicare-ccm
        coverage cov1 sopt=121 start=2025-01-01 end=2026-04-15
        coverage cov2 sopt=111 start=2026-04-16
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1 payer=medicare-advantage
        ? coverage.payer-rules cannot-tell hold

        # A plan that begins some day of the month does not cover the month
        payer commercial rules=us-medicare-ccm
        coverage cov1 sopt=5 start=2026-04
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold

        # A plan that does not pay staff time has nothing to bill
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage unpaid=99490 unpaid=99491
        coverage cov1 sopt=111
        entry e1 by=rn-s at=2026-04-14T10:00 for=40:00
        = none nothing rules=acme-plan

        # A plan that pays complex care alone is billed for it alone
        payer medicare-advantage rules=acme-plan
        overlay acme-plan medicare-advantage unpaid=99490 unpaid=99491
        charges 99487=250.00
        coverage cov1 sopt=111
        visit m1 by=dr-a mdm=moderate at=2026-04-10T10:00 for=10:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=60:00
        = bill 99487x1 rules=acme-plan

        # A change of plan within the month cannot be told where only one of the two is looked up
        payer medicare-advantage payor=acme rules=us-medicare-ccm
        coverage cov1 sopt=111 payor=acme start=2025-01-01 end=2026-04-15
        coverage cov2 sopt=111 payor=other start=2026-04-16
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? coverage.payer-rules cannot-tell hold
        """;
}
