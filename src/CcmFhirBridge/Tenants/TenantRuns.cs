using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Tenants;

/// <summary>The steps of one tenant for the service: the same runs that the commands call.</summary>
internal sealed class TenantRuns(TenantSession session, string owner) : ITenantRuns
{
    public Tenant Tenant => session.Tenant;

    public async Task<TenantPass> SyncAsync(CancellationToken cancellation)
    {
        using var alone = await session.LockAsync(cancellation);
        var report = await session.Sync().RunAsync(full: false, progress: null, cancellation);
        var stored = report.Stored;
        return new TenantPass(report.Read, stored.Added + stored.Changed + report.Deleted, stored.Unreadable)
        {
            Types = [.. report.Types.Select(type => new TypePass(type.ResourceType, type.Read, type.Stored.Unreadable))],
        };
    }

    public Task AssessAsync(ServiceMonth month, CancellationToken cancellation) => session.Assessments().RunAsync(month, cancellation);

    public async Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation)
    {
        using var alone = await session.LockAsync(cancellation);
        var before = await session.Store.FindAsync(month, cancellation);
        if (before.State == MonthState.InReview && ReleaseGate.IsReadCompletely(Tenant, before))
            return before.State;
        var report = await session.Close().RunAsync(month, progress: null, cancellation);
        if (report.Result is CloseResult.Closed or CloseResult.AlreadyClosed)
            await session.Release().RunAsync(month, dryRun: false, cancellation);
        return report.Month.State;
    }

    public async Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation)
    {
        using var alone = await session.LockAsync(cancellation);
        var report = await session.WriteBackAsync(owner, released: null, cancellation);
        var outstanding = await session.Store.OutstandingAsync(cancellation);
        var inDoubt = outstanding.Count(entry => entry.State is LedgerState.Sending or LedgerState.InDoubt);
        return new WriteBackPass(report.Sent, report.Confirmed, report.Quarantined, inDoubt);
    }

    public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => session.Store.FiguresAsync(month, cancellation);
}
