using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tests.FeeSchedules;

public sealed class PaymentTermsTests
{
    private static ParameterRead Read(string parameter) => new(parameter, "a value", TestFees.Day("2019-01-01"), ["manual"], Confidence.Secondary);

    [Fact]
    public void Where_the_share_was_read_is_told_without_what_else_was_read()
    {
        var (share, sequestration) = (Read("fees.nonphysician_percent"), Read("fees.sequestration_percent"));
        new PaymentTerms { Reads = [sequestration, share] }.NonPhysicianReads.ShouldBe([share]);
        new PaymentTerms { Reads = [sequestration] }.NonPhysicianReads.ShouldBeEmpty();
    }
}
