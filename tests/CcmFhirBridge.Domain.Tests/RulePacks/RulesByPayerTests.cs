using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.RulePacks;

public sealed class RulesByPayerTests
{
    private static readonly PayerSetting PartB = new() { Payer = "medicare-part-b" };

    private static readonly PayerSetting Commercial = new() { Payer = "commercial" };

    private static PayerSetting? PayerOf(Records records, params PayerSetting[] payers) =>
        RulesByPayer.PayerOf(records.Record, TestTenant.Lakeside with { Payers = [.. payers] }, Records.April);

    [Fact]
    public void What_the_practice_says_is_that_of_whoever_pays_in_the_month()
    {
        PayerOf(Records.Eligible(), Commercial, PartB).ShouldBeSameAs(PartB);
        PayerOf(Records.Eligible(), Commercial).ShouldBeNull();
        PayerOf(Records.Eligible()).ShouldBeNull();
        PayerOf(Records.Eligible().With(record => record with { Coverages = [] }), Commercial, PartB).ShouldBeNull("nobody is known to pay");
        PayerOf(Records.Eligible().With(record => record with { Coverages = [record.Coverages[0] with { End = Records.Day("2026-03-31") }] }), PartB).ShouldBeNull("the coverage ended before");
    }
}
