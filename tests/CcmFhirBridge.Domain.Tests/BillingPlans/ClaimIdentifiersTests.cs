using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Tests.BillingPlans;

public sealed class ClaimIdentifiersTests
{
    // Worked out apart from the code, from the words of DESIGN §6: whoever lost a ledger has to find the same.
    [Theory]
    [InlineData("lakeside", "p1", "2026-04", "0VR4XZ560J25N9Y0T")]
    [InlineData("lakeside", "p1", "2026-05", "80HG7TYB6XX3HQPPE")]
    [InlineData("lakeside", "p2", "2026-04", "GRGJX6EASDV8N2TM4")]
    [InlineData("riverside", "p1", "2026-04", "BTPS500Z5WFWQ01A7")]
    public void A_patient_month_has_the_same_identifier_for_ever(string tenant, string patient, string month, string claim) =>
        ClaimIdentifiers.Claim(tenant, patient, ServiceMonth.Parse(month)).ShouldBe(claim);

    [Fact]
    public void Revisions_and_lines_are_named_after_the_claim()
    {
        ClaimIdentifiers.ClaimRevision("C", 2).ShouldBe("CR2");
        ClaimIdentifiers.Charge("C", "99490").ShouldBe("C-99490");
        ClaimIdentifiers.ChargeRevision("C", 2, "99490").ShouldBe("CR2-99490");
    }

    [Fact]
    public void A_slot_is_of_the_one_family_that_the_bridge_writes() =>
        new ClaimSlot("lakeside", 1, new ServiceMonth(2026, 4)).ShouldBe(new ClaimSlot("lakeside", 1, new ServiceMonth(2026, 4), "ccm"));
}
