using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;
using CcmFhirBridge.Domain.Tests.FeeSchedules;

namespace CcmFhirBridge.Domain.Tests.Assessments.Pathways;

/// <summary>The lines of a month are remembered for its patients; each gets its own all the same.</summary>
public sealed class LinePricingTests
{
    private static readonly FeeCatalog Fees = new(
        [TestFees.Table("2026-01-01", "2026-12-31", 32.3465m, TestFees.Staff) with { QualifyingConversionFactor = 33m }], [], static _ => TestFees.Terms);

    private static LinePricing Pricing(params PractitionerSetting[] practitioners) =>
        new(TestTenant.WithBilling(static billing => billing with { Charges = billing.Charges.Clear() }) with { Practitioners = [.. practitioners] }, TestRules.Whole.Codes, Fees);

    [Fact]
    public void A_remembered_line_is_the_line_that_was_asked_for()
    {
        var pricing = Pricing();
        var asked =
            (from code in TestRules.Whole.Codes
             from table in Enum.GetValues<AmountTable>()
             from qualifying in new[] { false, true }
             from nonPhysician in new[] { false, true }
             from units in Enumerable.Range(1, 6)
             from day in new[] { 1, 2, 15, 29, 30 }
             select (Line: new CodeUnits(code, units), Day: new DateOnly(2026, 4, day), Basis: new AmountBasis(table, qualifying, nonPhysician))).ToArray();
        // Twice, and once backwards: who asks second gets what was made for the first, where it is the same.
        foreach (var (line, day, basis) in asked.Concat(asked.Reverse()).Concat(asked))
            pricing.Price([line], day, basis).ShouldBe(ImmutableArray.Create(pricing.Price(line, day, basis, visit: null)));
    }

    [Fact]
    public void A_line_of_the_same_day_of_another_month_is_another_line()
    {
        var pricing = Pricing();
        var basis = new AmountBasis(AmountTable.Medicare);
        ServiceLine Line(int month) => pricing.Price([new CodeUnits(TestRules.Base99490, 1)], new DateOnly(2026, month, 14), basis)[0];
        Line(4).DateOfService.ShouldBe(new DateOnly(2026, 4, 14));
        Line(5).DateOfService.ShouldBe(new DateOnly(2026, 5, 14));
        Line(4).ShouldBeSameAs(Line(4));
    }

    [Fact]
    public void A_code_that_is_not_of_the_month_is_priced_too() =>
        Pricing().Price([new CodeUnits(TestRules.BundleG0511, 1)], new DateOnly(2026, 4, 14), new AmountBasis(AmountTable.Payer))[0].Code.ShouldBe("G0511");

    [Fact]
    public void Whoever_is_in_the_file_twice_is_paid_otherwise_where_one_of_them_is()
    {
        // One row of the chart's own reference, one of the number: both are the same person.
        var twice = Pricing(
            new PractitionerSetting(TestTenant.DrA.Reference, null, "NP", null, true), new PractitionerSetting("Practitioner/other-chart", TestTenant.DrA.Npi, "NP", null, true));
        twice.BasisOf(TestTenant.DrA).ShouldBe(new AmountBasis(AmountTable.Medicare, Qualifying: true, NonPhysician: true));
        twice.BasisOf(TestTenant.DrB).ShouldBe(new AmountBasis(AmountTable.Medicare));
        twice.BasisOf(null).ShouldBe(new AmountBasis(AmountTable.Medicare));
        Pricing(new PractitionerSetting(TestTenant.DrA.Reference, null, "MD", null, true), new PractitionerSetting(TestTenant.DrB.Reference, null, "NP", null, false))
            .BasisOf(TestTenant.DrA).ShouldBe(new AmountBasis(AmountTable.Medicare, Qualifying: true));
    }

    [Fact]
    public void Where_an_amount_was_read_is_told_of_those_that_were_used()
    {
        var pricing = Pricing();
        string[] Reads(AmountBasis basis) => [.. pricing.ReadsOf(TestRules.Base99491, new DateOnly(2026, 4, 14), basis).Select(static read => read.Parameter)];
        Reads(new AmountBasis(AmountTable.Payer)).ShouldBe(["codes.99491.amount"]);
        Reads(new AmountBasis(AmountTable.Payer, NonPhysician: true)).ShouldBe(["codes.99491.amount", .. Fees.TermsOn(new DateOnly(2026, 4, 14)).NonPhysicianReads.Select(static read => read.Parameter)]);
    }

    [Fact]
    public void A_code_that_is_not_of_the_month_is_never_taken_for_one_that_is()
    {
        var pricing = Pricing();
        var (day, basis, other) = (new DateOnly(2026, 4, 14), new AmountBasis(AmountTable.Medicare), TestRules.Base99490 with { Code = "99999", AmountNonFacility = 1m });
        foreach (var code in TestRules.Whole.Codes)
            pricing.Price([new CodeUnits(code, 1)], day, basis).ShouldHaveSingleItem().Code.ShouldBe(code.Code);
        pricing.Price([new CodeUnits(other, 1)], day, basis).ShouldHaveSingleItem().Code.ShouldBe("99999");
    }
}
