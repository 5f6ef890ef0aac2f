using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Storage;

namespace CcmFhirBridge.Benchmarks.Serving;

/// <summary>One tenant that is served and paused, so that no worker runs beside what is measured.</summary>
internal sealed class ServedTenant(Tenant tenant, SqlTenantStore store) : ITenantSource
{
    private readonly TenantPause _pause = new(DateTimeOffset.UnixEpoch, "benchmark", null);

    public Task<TenantSet> LookAsync(CancellationToken cancellation) =>
        Task.FromResult(new TenantSet([new TenantToRun(tenant, _pause)], ImmutableArray<TenantFileProblem>.Empty));

    public ITenantRuns RunsOf(Tenant tenant) => new PausedRuns(tenant, _pause);

    public Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation) => Task.FromResult<ITenantDesk>(new StoreDesk(tenant, store) { KeepsStore = true });

    private sealed class PausedRuns(Tenant tenant, TenantPause pause) : ITenantRuns
    {
        public Tenant Tenant => tenant;

        public Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation) => throw Paused();

        public Task LetGoAsync() => Task.CompletedTask;

        public Task StepBackAsync() => Task.CompletedTask;

        public Task RestAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<TenantPass> SyncAsync(CancellationToken cancellation) => throw Paused();

        public Task AssessAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        public Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        public Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation) => throw Paused();

        public Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation) => Task.FromResult<AuditAnchor?>(null);

        public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => throw Paused();

        private TenantPausedException Paused() => new(pause, "Nothing runs beside what is measured.");
    }
}
