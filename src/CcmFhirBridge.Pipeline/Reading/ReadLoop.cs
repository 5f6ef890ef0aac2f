using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>
/// Reads several types, and several patients of each, at a time. Requests wait beside each other; what arrives is taken and projected by this loop
/// alone, so that nothing here needs a lock. What has arrived together is stored together, and what arrives meanwhile is taken for the next time. A
/// search whose page is not stored yet asks for no other one. Asked for, taken and being stored are never more pages each than searches at a time.
/// </summary>
/// <param name="reader">The EHR.</param>
/// <param name="store">Where pages go.</param>
/// <param name="limit">Searches that are walked at the same time.</param>
internal sealed class ReadLoop(IEhrReader reader, IResourceStore store, int limit)
{
    private readonly List<ReadStream> _streams = [];
    private PageBatch _taken = new();
    private PageBatch? _storing;

    /// <summary>Called once changes were stored, and before others are.</summary>
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
                if (Awaited() is { Count: > 0 } awaited)
                    await Task.WhenAny(awaited);
                cancellation.ThrowIfCancellationRequested();
                await GoOnAsync(types, stop.Token);
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
            if (_storing is not null)
                await ((Task)_storing.Stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            foreach (var stream in (_storing?.Over ?? []).Concat(_taken.Over).Concat(_streams))
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

    // What is full takes nothing before something was stored.
    private List<Task> Awaited()
    {
        var awaited = new List<Task>();
        if (_storing is not null)
            awaited.Add(_storing.Stored);
        if (_taken.Count < limit)
            awaited.AddRange(_streams.Where(stream => stream.IsAsked).Select(stream => stream.Arrival));
        return awaited;
    }

    private async Task GoOnAsync(IReadOnlyList<TypeRead> types, CancellationToken cancellation)
    {
        await FinishAsync(cancellation);
        await TakeAsync();
        // The EHR works on the next ones while these are being stored.
        await StartAsync(types, cancellation);
        if (_storing is null)
            Store(cancellation);
        await FinishAsync(cancellation);
    }

    private async Task TakeAsync()
    {
        foreach (var stream in _streams.FindAll(stream => stream.IsAsked && stream.Arrival.IsCompleted).Take(limit - _taken.Count))
        {
            _taken.Add(stream, await stream.TakeAsync());
            if (stream.IsOver)
                _streams.Remove(stream);
        }
    }

    private void Store(CancellationToken cancellation)
    {
        if (_taken.Count == 0)
            return;
        (_storing, _taken) = (_taken, new PageBatch());
        if (_storing.Pages.Count == 0)
            return;
        if (_storing.Advances)
            CrashPoint.Reach(CrashPoint.CursorAdvancing);
        _storing.Stored = store.StorePagesAsync([.. _storing.Pages.Select(taken => taken.Page)], cancellation);
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        if (_storing is not { Stored.IsCompleted: true } batch)
            return;
        var stored = await batch.Stored;
        if (batch.Advances)
            CrashPoint.Reach(CrashPoint.CursorAdvanced);
        var brought = false;
        foreach (var ((stream, _), page) in batch.Pages.Zip(stored))
        {
            CrashPoint.Reach(CrashPoint.PageStored);
            brought |= stream.Stored(page);
        }

        foreach (var stream in batch.Over)
        {
            stream.Type.Close();
            await stream.CloseAsync();
        }

        _storing = null;
        foreach (var (stream, _) in batch.Pages.Where(page => !page.Stream.IsOver))
            stream.Ask();
        if (brought && ChangesStored is not null)
            await ChangesStored(cancellation);
    }
}
