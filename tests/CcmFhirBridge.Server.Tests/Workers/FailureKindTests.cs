using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Workers;

public sealed class FailureKindTests
{
    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { new EhrException(EhrFailure.Throttled, ""), "ehr-throttled", true },
        { new EhrException(EhrFailure.UnsafeLink, ""), "ehr-unsafe-link", true },
        { new TaskCanceledException(), "timeout", true },
        { new TimeoutException(), "timeout", true },
        { new IOException("No space left on device"), "disk", false },
        { new InvalidOperationException("Patient/p1"), "unexpected", false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_becomes_a_short_code(Exception exception, string code, bool ofEhr) =>
        FailureKind.Of(exception).ShouldBe(new FailureKind(code, ofEhr));

    [Fact]
    public void Every_failure_of_an_ehr_has_a_word_of_its_own()
    {
        var codes = Enum.GetValues<EhrFailure>().Select(failure => FailureKind.Of(new EhrException(failure, "")).Code).ToList();

        codes.ShouldBeUnique();
        codes.ShouldAllBe(code => !code.Any(char.IsDigit));
    }
}
