using System.Data.Common;
using System.Globalization;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Server.Workers;

/// <summary>A failure as a code from a short closed list, fit for a metric label.</summary>
/// <param name="Code">Stable code such as <c>ehr-unreachable</c>.</param>
/// <param name="OfEhr">Whether the tenant's EHR is the cause, so that this process is not.</param>
public readonly record struct FailureKind(string Code, bool OfEhr)
{
    public static FailureKind Of(Exception exception) => exception switch
    {
        EhrException { Failure: var failure } => new(CodeOf(failure), OfEhr: true),
        OperationCanceledException or TimeoutException => new("timeout", OfEhr: true),
        DbException => new("store", OfEhr: false),
        IOException or UnauthorizedAccessException => new("disk", OfEhr: false),
        _ => new("unexpected", OfEhr: false),
    };

    private static string CodeOf(EhrFailure failure) => failure switch
    {
        EhrFailure.Unreachable => "ehr-unreachable",
        EhrFailure.Unauthorized => "ehr-unauthorized",
        EhrFailure.Forbidden => "ehr-forbidden",
        EhrFailure.NotFound => "ehr-not-found",
        EhrFailure.Throttled => "ehr-throttled",
        EhrFailure.ServerError => "ehr-server-error",
        EhrFailure.Protocol => "ehr-protocol",
        EhrFailure.UnsafeLink => "ehr-unsafe-link",
        _ => string.Create(CultureInfo.InvariantCulture, $"ehr-{(int)failure}"),
    };
}
