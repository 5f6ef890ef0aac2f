using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>
/// Runs pipeline code as its host does in a simulation: asynchronous, never two steps at once, always in the same order. The fakes
/// rely on it: they take no locks.
/// </summary>
public static class OneAtATime
{
    /// <summary>Writes back; without a judge whatever is planned is right.</summary>
    public static Task<WriteBackReport> InTurnAsync(this WriteBackRun run, ILease lease, Func<ServiceMonth, CancellationToken, Task>? judge = null) => Task.Factory.StartNew(
        () => run.RunAsync(lease, judge ?? (static (_, _) => Task.CompletedTask), null, default), CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
