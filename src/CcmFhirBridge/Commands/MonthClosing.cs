using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary>What closing a month came to, step by step; a step that was not reached is null.</summary>
internal sealed record ClosingReport(MonthCloseReport Close, SendingReport? Sending);

/// <summary>What was planned and sent, and why bills stay without the output that is filed; null when none does.</summary>
internal sealed record SendingReport(ReleaseReport Release, WriteBackReport WriteBack, string? NotFiled)
{
    /// <summary>Whether every bill that was due to leave has left: running again at once would send nothing more.</summary>
    public bool IsSettled => NotFiled is null
        && WriteBack is { IsSettled: true, Rejected: 0, Quarantined: 0 }
        && Release.Patients.All(patient => patient.Status is ReleaseStatus.Planned or ReleaseStatus.AlreadyPlanned or ReleaseStatus.NotBillable);
}

/// <summary>
/// Close, release and write back, in that order and as far as the tenant's settings let it go. Safe to repeat at any point: what was
/// done is found done, what was interrupted goes on.
/// </summary>
internal static class MonthClosing
{
    public static async Task<ClosingReport> RunAsync(
        TenantSession session, ServiceMonth month, string owner, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        await using var hold = await session.HoldAsync(owner, cancellation);
        var close = await session.Close().RunAsync(month, progress, cancellation);
        if (close.Result is CloseResult.TooEarly or CloseResult.Incomplete or CloseResult.InReview)
            return new ClosingReport(close, Sending: null);
        // A month that was closed before is not read again, but settings or what a sync brought may have changed.
        await session.Assessments().RunAsync(month, cancellation);
        return new ClosingReport(close, await SendAsync(session, month, hold.Lease, cancellation));
    }

    /// <summary>Plans what is missing and writes it back; under the lease of the caller.</summary>
    public static async Task<SendingReport> SendAsync(TenantSession session, ServiceMonth month, ILease lease, CancellationToken cancellation)
    {
        var release = await session.Release().RunAsync(month, lease, cancellation);
        var writeBack = await session.WriteBackAsync(lease, month, cancellation);
        return new SendingReport(release, writeBack, await session.NotFiledAsync(writeBack, cancellation));
    }

    public static int ExitCodeOf(SendingReport report) => report.IsSettled && report.Release.OnHold == 0 ? ExitCode.Done : ExitCode.Partial;
}
