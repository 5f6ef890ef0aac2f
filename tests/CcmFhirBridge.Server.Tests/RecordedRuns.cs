using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests;

/// <summary>A tenant in memory: it remembers the steps in order and does in each what the test says.</summary>
internal sealed class RecordedRuns(Tenant tenant) : ITenantRuns
{
    private ImmutableList<string> _steps = [];

    public Tenant Tenant { get; } = tenant;

    public ImmutableList<string> Steps => Volatile.Read(ref _steps);

    public Func<CancellationToken, Task<TenantPass>> OnSync { get; set; } = _ => Task.FromResult(default(TenantPass));

    public Func<ServiceMonth, Task> OnAssess { get; set; } = _ => Task.CompletedTask;

    public Func<ServiceMonth, MonthState> OnClose { get; set; } = _ => MonthState.Closed;

    public Func<CancellationToken, Task<WriteBackPass>> OnWriteBack { get; set; } = _ => Task.FromResult(default(WriteBackPass));

    public Func<ServiceMonth, TenantFigures> OnFigures { get; set; } = Some.Figures;

    public Task<TenantPass> SyncAsync(CancellationToken cancellation)
    {
        Add("sync");
        return OnSync(cancellation);
    }

    public Task AssessAsync(ServiceMonth month, CancellationToken cancellation)
    {
        Add($"assess {month}");
        return OnAssess(month);
    }

    public Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation)
    {
        Add($"close {month}");
        return Task.FromResult(OnClose(month));
    }

    public Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation)
    {
        Add("write back");
        return OnWriteBack(cancellation);
    }

    public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult(OnFigures(month));

    private void Add(string step) => ImmutableInterlocked.Update(ref _steps, steps => steps.Add(step));
}
