namespace CcmFhirBridge.Tests.Cases;

/// <summary>Other services of the month and whose they are (RULES §2, DESIGN §4 and §6).</summary>
internal static class OtherServiceCases
{
    public const string Table = """
        # Principal care management by the same practitioner stops the bill
        claim k1 code=99426 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.pcm not-met block

        # Principal care management by another practitioner stands beside it
        claim k1 code=99426 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.pcm met

        # Principal care management of nobody known is held
        claim k1 code=99426 on=2026-04-10
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.pcm cannot-tell hold

        # Principal care management last month is nothing
        claim k1 code=99426 on=2026-03-31 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A service without a date may be this month's
        claim k1 code=99426 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.pcm cannot-tell hold

        # The practice may hold what another practitioner does
        conflict pcm-other-practitioner hold
        claim k1 code=99426 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.pcm not-met hold

        # Advanced primary care of the same practice stops the bill
        organization lakeside tin=12-3456789
        charge h1 code=G0557 on=2026-04-10 by=dr-b practice=lakeside
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.apcm not-met block

        # Advanced primary care of another practice is a warning
        organization other tin=987654321
        charge h1 code=G0557 on=2026-04-10 by=dr-b practice=other
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.apcm not-met warn

        # Cognitive care planning of the month is a warning
        claim k1 code=99483 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.99483 not-met warn

        # The practice may hold what the pack blocks
        conflict home-health hold
        claim k1 code=G0181 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.home-health not-met hold

        # Home health supervision by the same practitioner stops the bill whatever the practice wishes
        conflict home-health allow
        claim k1 code=G0181 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.home-health not-met block

        # Hospice supervision of a practice that is not named is held
        claim k1 code=G0182 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.hospice cannot-tell hold

        # Monthly dialysis by the same practitioner stops the bill
        claim k1 code=90960 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1
        ? other-service.esrd not-met block

        # Care management billed by somebody else is held
        claim k1 code=99490 on=2026-04-10 by=dr-b
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold

        # Care management billed on an Encounter without an activity is another bill
        visit v2 code=99487 by=dr-b at=2026-04-10T10:00 for=20:00
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = hold 99490x1
        ? other-service.ccm-elsewhere not-met hold

        # Transitional care may stand beside it
        claim k1 code=99496 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        ? other-service.tcm met

        # The practice may block transitional care
        conflict tcm block
        claim k1 code=99496 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = block 99490x1

        # Remote monitoring may stand beside it
        claim k1 code=99457 on=2026-04-10 by=dr-a
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # Payments of the ACCESS model are held from their first month
        month 2026-07
        claim k1 code=G0669 on=2026-07-10 by=dr-b
        entry e1 by=rn-s at=2026-07-14T10:00 for=20:00
        visit v1 code=99214 by=dr-a at=2026-01-05T08:00 for=30:00 discussed=yes
        = hold 99490x1
        ? other-service.access not-met hold

        # A cancelled claim is nothing
        claim k1 code=99426 on=2026-04-10 by=dr-a status=cancelled
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1

        # A preauthorization is no bill
        claim k1 code=99426 on=2026-04-10 by=dr-a use=preauthorization
        entry e1 by=rn-s at=2026-04-14T10:00 for=20:00
        = bill 99490x1
        """;
}
