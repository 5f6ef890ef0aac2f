using CcmFhirBridge.Configuration;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Commands;

/// <summary>A call that cannot be carried out as asked; the message says what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The one place where a failure becomes words and an exit code.</summary>
internal static class FailureMapping
{
    public static (int Code, IReadOnlyList<string> Lines) Map(Exception failure) => failure switch
    {
        ConfigurationException wrong => (ExitCode.Usage, [.. wrong.Problems.Select(problem => problem.ToString())]),
        UsageException wrong => (ExitCode.Usage, [wrong.Message]),
        InputException input => (ExitCode.Usage, [input.Message]),
        ClientTokenException refused => (ExitCode.Failed, [refused.Message]),
        EhrException ehr => (ExitCode.Ehr, [ehr.Message]),
        CorrectionException wrong => (ExitCode.Usage, [wrong.Message]),
        MonthReopeningException wrong => (ExitCode.Usage, [wrong.Message]),
        LedgerIntegrityException integrity => (ExitCode.Integrity, [integrity.Message]),
        StaleFenceException stale => (ExitCode.Failed, [stale.Message]),
        TenantPausedException paused => (ExitCode.Usage, [paused.Message]),
        LeaseException lease => (ExitCode.Failed, [lease.Message]),
        StoreException store => (ExitCode.Failed, [store.Message]),
        OperationCanceledException => (ExitCode.Cancelled, ["cancelled; what was committed is kept, and the next call goes on from there."]),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, [$"{failure.Message.TrimEnd('.')}. {FailureKind.Of(failure).Advice}"]),
        _ => (ExitCode.Failed, [$"unexpected {failure.GetType().Name} {failure.StackTrace?.Split('\n')[0].Trim() ?? "at an unknown place"}. Please report it with this line."]),
    };
}
