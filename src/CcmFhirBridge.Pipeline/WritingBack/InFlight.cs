namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>Work on several items at a time, never more than a limit; a full queue stops its producer.</summary>
internal static class InFlight
{
    /// <summary>Runs all; when one fails or is cancelled the running ones end first, then its exception is thrown.</summary>
    public static async Task<IReadOnlyList<TResult>> RunAsync<T, TResult>(
        IEnumerable<T> items, int limit, Func<T, Task<TResult>> work, CancellationToken cancellation)
    {
        var running = new List<Task<TResult>>();
        var results = new List<TResult>();
        var faults = new List<Task>();
        foreach (var item in items)
        {
            if (cancellation.IsCancellationRequested || faults.Count > 0)
                break;
            if (running.Count >= Math.Max(limit, 1))
                await TakeAsync(running, results, faults);
            if (faults.Count == 0)
                running.Add(work(item));
        }

        while (running.Count > 0)
            await TakeAsync(running, results, faults);
        if (faults.Count > 0)
            await faults[0];
        cancellation.ThrowIfCancellationRequested();
        return results;
    }

    private static async Task TakeAsync<TResult>(List<Task<TResult>> running, List<TResult> results, List<Task> faults)
    {
        var done = await Task.WhenAny(running);
        running.Remove(done);
        if (done.IsCompletedSuccessfully)
            results.Add(await done);
        else
            faults.Add(done);
    }
}
