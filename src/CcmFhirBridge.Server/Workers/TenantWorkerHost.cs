using System.Collections.Immutable;
using CcmFhirBridge.Server.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Workers;

/// <summary>Runs one worker a tenant, side by side.</summary>
public sealed class TenantWorkerHost : BackgroundService
{
    private readonly ImmutableArray<TenantWorker> _workers;
    private readonly ILogger _log;

    public TenantWorkerHost(IEnumerable<ITenantRuns> tenants, TimeProvider time, BridgeMeter meter, ILogger<TenantWorker> log)
    {
        _log = log;
        _workers = [.. tenants.Select(runs => new TenantWorker(runs, time, meter, log))];
        TenantGauges.Create(meter, () => Statuses, time);
    }

    public ImmutableArray<WorkerStatus> Statuses => [.. _workers.Select(worker => worker.Status)];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: false })
            _log.DrainTimeOver();
    }

    // Each on the pool from its first step: a tenant whose code blocks its thread holds back nobody else's start.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_workers.Select(worker => Task.Run(() => worker.RunAsync(stoppingToken), CancellationToken.None)));
}
