using System.Globalization;
using CcmFhirBridge.Domain.FeeSchedules;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

public sealed class PaymentEstimateTests
{
    [Theory]
    //          allowed   left      deductible coinsurance share     sequestration pays      owes
    [InlineData("66.13", "0", "0", "13.23", "52.90", "1.06", "51.84", "13.23")]
    [InlineData("66.13", "10.00", "10.00", "11.23", "44.90", "0.90", "44.00", "21.23")]
    [InlineData("66.13", "66.13", "66.13", "0", "0", "0", "0", "66.13")]
    [InlineData("66.13", "257.00", "66.13", "0", "0", "0", "0", "66.13")]
    [InlineData("0.00", "257.00", "0", "0", "0", "0", "0", "0")]
    [InlineData("0.63", "0", "0", "0.13", "0.50", "0.01", "0.49", "0.13")]
    [InlineData("0.31", "0", "0", "0.06", "0.25", "0.01", "0.24", "0.06")]
    public void Each_step_is_rounded_before_the_next(string allowed, string left, string deductible, string coinsurance, string share, string sequestration, string pays, string owes)
    {
        var estimate = PaymentEstimate.Of(D(allowed), D(left), TestFees.Terms).ShouldNotBeNull();
        (estimate.Allowed, estimate.Deductible, estimate.Coinsurance, estimate.MedicareShare, estimate.Sequestration, estimate.MedicarePays, estimate.PatientOwes)
            .ShouldBe((D(allowed), D(deductible), D(coinsurance), D(share), D(sequestration), D(pays), D(owes)));
        estimate.Collectable.ShouldBe(estimate.Allowed - estimate.Sequestration);
    }

    [Fact]
    public void Without_the_terms_of_the_day_nothing_is_estimated()
    {
        PaymentEstimate.Of(66.13m, 0, new PaymentTerms()).ShouldBeNull();
        PaymentEstimate.Of(66.13m, 0, TestFees.Terms with { SequestrationPercent = null }).ShouldBeNull();
        PaymentEstimate.Of(66.13m, 0, TestFees.Terms with { MedicarePercent = null }).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_divided_that_is_owed_to_the_other_side()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PaymentEstimate.Of(-0.01m, 0, TestFees.Terms));
        Should.Throw<ArgumentOutOfRangeException>(() => PaymentEstimate.Of(1, -0.01m, TestFees.Terms));
    }

    private static decimal D(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
