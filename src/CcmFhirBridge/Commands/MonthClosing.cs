using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What closing a month came to, step by step; a step that was not reached is null.</summary>
internal sealed record ClosingReport(MonthCloseReport Close, ReleaseReport? Release, WriteBackReport? WriteBack);

/// <summary>
/// Close, release and write back, in that order and as far as the tenant's settings let it go. Safe to repeat at any point: what was
/// done is found done, what was interrupted goes on.
/// </summary>
internal static class MonthClosing
{
    public static async Task<ClosingReport> RunAsync(
        TenantSession session, ServiceMonth month, string owner, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        using var alone = await session.LockAsync(cancellation);
        var close = await session.Close().RunAsync(month, progress, cancellation);
        if (close.Result is CloseResult.TooEarly or CloseResult.Incomplete or CloseResult.InReview)
            return new ClosingReport(close, null, null);
        // A month that was closed before is not read again, but settings or what a sync brought may have changed.
        await session.Assessments().RunAsync(month, cancellation);
        var release = await session.Release().RunAsync(month, dryRun: false, cancellation);
        var writeBack = await session.WriteBackAsync(owner, month, cancellation);
        return new ClosingReport(close, release, writeBack);
    }

    public static int ExitCodeOf(ReleaseReport? release, WriteBackReport? writeBack)
    {
        var held = release is not null && release.Patients.Any(patient =>
            patient.Status is not (ReleaseStatus.Planned or ReleaseStatus.AlreadyPlanned or ReleaseStatus.NotBillable));
        var open = writeBack is not null && (!writeBack.IsSettled || writeBack.Rejected + writeBack.Quarantined > 0);
        return held || open ? ExitCode.Partial : ExitCode.Done;
    }
}
