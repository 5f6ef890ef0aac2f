using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Commits the first write and holds its answer back.</summary>
internal sealed class HeldWrite() : AimedQuirk(new Aim(First: 1))
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Committed => _committed.Task.WaitAsync(s_patience);

    public void LetGo() => _letGo.TrySetResult();

    protected override async ValueTask OnAfterCommitAsync(QuirkContext context, CancellationToken cancellation)
    {
        _committed.TrySetResult();
        await _letGo.Task.WaitAsync(s_patience, TimeProvider.System, CancellationToken.None);
    }
}
