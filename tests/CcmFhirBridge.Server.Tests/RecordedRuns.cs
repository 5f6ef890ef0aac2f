using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Auditing;
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

    public Action OnBegin { get; set; } = () => { };

    /// <summary>Passes that are going on.</summary>
    public int Going;

    /// <summary>Times that everything was let go.</summary>
    public int LetGo;

    public Func<CancellationToken, Task<TenantPass>> OnSync { get; set; } = _ => Task.FromResult(default(TenantPass));

    public Func<ServiceMonth, Task> OnAssess { get; set; } = _ => Task.CompletedTask;

    public Func<ServiceMonth, MonthState> OnClose { get; set; } = _ => MonthState.Closed;

    public Func<CancellationToken, Task<WriteBackPass>> OnWriteBack { get; set; } = _ => Task.FromResult(default(WriteBackPass));

    public Func<ServiceMonth, TenantFigures> OnFigures { get; set; } = Some.Figures;

    public Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation)
    {
        OnBegin();
        Interlocked.Increment(ref Going);
        return Task.FromResult<IAsyncDisposable>(new Right(this));
    }

    public Func<bool, AuditAnchor?> OnAnchor { get; set; } = _ => null;

    public Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation) => Task.FromResult(OnAnchor(isStop));

    public int SteppedBack { get; private set; }

    public Action OnStepBack { get; set; } = () => { };

    public Task StepBackAsync()
    {
        SteppedBack++;
        OnStepBack();
        return Task.CompletedTask;
    }

    public Task LetGoAsync()
    {
        Interlocked.Increment(ref LetGo);
        return Task.CompletedTask;
    }

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

    public Task RestAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => Task.FromResult(OnFigures(month));

    private void Add(string step) => ImmutableInterlocked.Update(ref _steps, steps => steps.Add(step));

    private sealed class Right(RecordedRuns runs) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref runs.Going);
            return ValueTask.CompletedTask;
        }
    }
}
