using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
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
        { new IOException("Something else"), "disk", false },
        { new IOException("No space left on device", 28), "disk-full", false },
        { new IOException("Read-only file system", 30), "disk-read-only", false },
        { new UnauthorizedAccessException(), "disk-read-only", false },
        { new StoreException(StoreFailure.Corrupt, ""), "store-damaged", false },
        { new StoreException(StoreFailure.Lost, ""), "store-lost", false },
        { new LeaseException(LeaseFailure.TooShort, ""), "lease-too-short", false },
        { new LeaseException(LeaseFailure.Late, ""), "lease-late", false },
        { new StaleFenceException(""), "lease-lost", false },
        { new LedgerIntegrityException(""), "ledger-integrity", false },
        { new TimeZoneNotFoundException(), "zone-missing", false },
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

    [Fact]
    public void Every_failure_that_has_a_word_says_in_one_sentence_what_to_do()
    {
        var kinds = Enum.GetValues<EhrFailure>().Select(failure => FailureKind.Of(new EhrException(failure, "")))
            .Concat(Enum.GetValues<StoreFailure>().Select(failure => FailureKind.Of(new StoreException(failure, ""))))
            .Concat(Enum.GetValues<LeaseFailure>().Select(failure => FailureKind.Of(new LeaseException(failure, ""))))
            .Concat(Failures.Select(row => FailureKind.Of(row.Data.Item1)).Where(kind => kind.Code != "unexpected"))
            .ToList();
        var otherwise = FailureKind.Of(new InvalidOperationException()).Advice;

        kinds.ShouldAllBe(kind => !kind.Code.Any(char.IsDigit) && kind.Advice != otherwise);
        kinds.ShouldAllBe(kind => kind.Advice.EndsWith('.') && !kind.Advice.Contains(". ", StringComparison.Ordinal));
        otherwise.ShouldStartWith("Report this");
    }
}
