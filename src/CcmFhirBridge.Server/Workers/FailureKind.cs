using System.Data.Common;
using System.Globalization;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Server.Workers;

/// <summary>A failure as a code from a short closed list, fit for a metric label.</summary>
/// <param name="Code">Stable code such as <c>ehr-unreachable</c>.</param>
/// <param name="OfEhr">Whether the tenant's EHR is the cause, so that this process is not.</param>
public readonly record struct FailureKind(string Code, bool OfEhr)
{
    /// <summary>What to do about it, in one sentence.</summary>
    public string Advice => FailureAdvice.Of(Code);

    public static FailureKind Of(Exception exception) => exception switch
    {
        EhrException { Failure: var failure } => new(CodeOf(failure), OfEhr: true),
        StoreException { Failure: var failure } => new(CodeOf(failure), OfEhr: false),
        LeaseException { Failure: var failure } => new(CodeOf(failure), OfEhr: false),
        StaleFenceException => new("lease-lost", OfEhr: false),
        LedgerIntegrityException => new("ledger-integrity", OfEhr: false),
        TimeZoneNotFoundException or InvalidTimeZoneException => new("zone-missing", OfEhr: false),
        OperationCanceledException or TimeoutException => new("timeout", OfEhr: true),
        DbException => new("store", OfEhr: false),
        IOException or UnauthorizedAccessException => new(DiskFailure.CodeOf(exception), OfEhr: false),
        _ => new("unexpected", OfEhr: false),
    };

    private static string CodeOf(EhrFailure failure) => failure switch
    {
        EhrFailure.Unreachable => "ehr-unreachable",
        EhrFailure.NoAnswer => "ehr-no-answer",
        EhrFailure.Unauthorized => "ehr-unauthorized",
        EhrFailure.Forbidden => "ehr-forbidden",
        EhrFailure.NotFound => "ehr-not-found",
        EhrFailure.Throttled => "ehr-throttled",
        EhrFailure.ServerError => "ehr-server-error",
        EhrFailure.Protocol => "ehr-protocol",
        EhrFailure.UnsafeLink => "ehr-unsafe-link",
        _ => string.Create(CultureInfo.InvariantCulture, $"ehr-{(int)failure}"),
    };

    private static string CodeOf(StoreFailure failure) => failure switch
    {
        StoreFailure.CannotOpen => "store-cannot-open",
        StoreFailure.ReadOnly => "store-read-only",
        StoreFailure.Corrupt => "store-damaged",
        StoreFailure.Lost => "store-lost",
        StoreFailure.Busy => "store-busy",
        StoreFailure.Unreachable => "store-unreachable",
        StoreFailure.DiskError => "store-disk-error",
        StoreFailure.Full => "store-full",
        StoreFailure.Schema => "store-schema",
        StoreFailure.Settings => "store-settings",
        StoreFailure.WrongTenant => "store-wrong-tenant",
        StoreFailure.WrongIdentity => "store-wrong-identity",
        _ => string.Create(CultureInfo.InvariantCulture, $"store-{(int)failure}"),
    };

    private static string CodeOf(LeaseFailure failure) => failure switch
    {
        LeaseFailure.Held => "lease-held",
        LeaseFailure.Lost => "lease-lost",
        LeaseFailure.TooShort => "lease-too-short",
        LeaseFailure.Late => "lease-late",
        _ => string.Create(CultureInfo.InvariantCulture, $"lease-{(int)failure}"),
    };
}
