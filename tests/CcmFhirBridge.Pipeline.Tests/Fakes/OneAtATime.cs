namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>Runs pipeline code as its host does in a simulation: asynchronous, never two steps at once, always in the same order.</summary>
public static class OneAtATime
{
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
