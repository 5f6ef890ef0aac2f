using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>
/// Reads several types, and several patients of each, at a time. Requests wait beside each other; what arrives is taken, projected and stored by
/// this loop alone, so that nothing here needs a lock, and what has arrived together is stored together. A search whose page is not stored yet takes
/// no other one.
/// </summary>
/// <param name="reader">The EHR.</param>
/// <param name="store">Where pages go.</param>
/// <param name="limit">Searches that are walked at the same time.</param>
internal sealed class ReadLoop(IEhrReader reader, IResourceStore store, int limit)
{
    private readonly List<ReadStream> _streams = [];
    private readonly List<ReadStream> _over = [];

    /// <summary>Called once changes were stored.</summary>
    public Func<CancellationToken, Task>? ChangesStored { get; init; }

    /// <summary>Reads all of them.</summary>
    /// <param name="types">The types; who comes first is asked for first.</param>
    /// <param name="progress">Told of each type once it is read, in their order.</param>
    /// <param name="cancellation">Cancels the requests that are on their way; what is stored stays.</param>
    /// <exception cref="EhrException">The EHR cannot be read.</exception>
    public async Task RunAsync(IReadOnlyList<TypeRead> types, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var told = 0;
        try
        {
            do
            {
                await StartAsync(types, stop.Token);
                for (; told < types.Count && types[told].Outcome is { } outcome; told++)
                    progress?.Report(outcome.Type);
                if (_streams.Count > 0)
                    await Task.WhenAny(_streams.Select(stream => stream.Arrival));
                cancellation.ThrowIfCancellationRequested();
                await TakeAsync(types, stop.Token);
            }
            while (told < types.Count);
        }
        catch
        {
            Stop(stop);
            throw;
        }
        finally
        {
            foreach (var stream in _over.Concat(_streams))
                await stream.CloseAsync();
        }
    }

#pragma warning disable CA1849, MA0042, VSTHRD103 // What is cancelled is waited for right after; in its own thread it would end in no order.
    private static void Stop(CancellationTokenSource stop) => stop.Cancel();
#pragma warning restore CA1849, MA0042, VSTHRD103

    // Whoever has the fewest searches on their way is next, so that a type that is one long walk begins early.
    private async Task StartAsync(IReadOnlyList<TypeRead> types, CancellationToken cancellation)
    {
        while (_streams.Count < limit)
        {
            ReadStream? started = null;
            foreach (var type in types.Where(type => type.Outcome is null).OrderBy(type => type.Open))
            {
                if (await type.NextAsync(cancellation) is not { } walk)
                    continue;
                started = new ReadStream(reader, type, walk, cancellation);
                break;
            }

            if (started is null)
                return;
            _streams.Add(started);
        }
    }

    private async Task TakeAsync(IReadOnlyList<TypeRead> types, CancellationToken cancellation)
    {
        var taken = new List<(ReadStream Stream, PageToStore Page)>();
        foreach (var stream in _streams.FindAll(stream => stream.Arrival.IsCompleted))
        {
            if (await stream.TakeAsync() is { } page)
                taken.Add((stream, page));
            if (!stream.IsOver)
                continue;
            _streams.Remove(stream);
            _over.Add(stream);
        }

        // The EHR works on the next ones while these are being stored.
        await StartAsync(types, cancellation);
        var brought = await StoreAsync(taken, cancellation);
        foreach (var stream in _over)
        {
            stream.Type.Close();
            await stream.CloseAsync();
        }

        _over.Clear();
        foreach (var (stream, _) in taken.Where(page => !page.Stream.IsOver))
            stream.Ask();
        if (brought && ChangesStored is not null)
            await ChangesStored(cancellation);
    }

    private async Task<bool> StoreAsync(List<(ReadStream Stream, PageToStore Page)> taken, CancellationToken cancellation)
    {
        if (taken.Count == 0)
            return false;
        var advances = taken.Exists(page => page.Page.Cursor is not null);
        if (advances)
            CrashPoint.Reach(CrashPoint.CursorAdvancing);
        var stored = await store.StorePagesAsync(taken.ConvertAll(page => page.Page), cancellation);
        if (advances)
            CrashPoint.Reach(CrashPoint.CursorAdvanced);
        var brought = false;
        for (var i = 0; i < taken.Count; i++)
        {
            CrashPoint.Reach(CrashPoint.PageStored);
            brought |= taken[i].Stream.Stored(stored[i]);
        }

        return brought;
    }
}
