using System.Collections.Concurrent;

namespace CcmFhirBridge.Simulator.Quirks;

/// <summary>Something goes wrong on pages that another one follows: from the n-th on, so many in a row, counted since the quirk was added.</summary>
public abstract class PagingQuirk(int first, int times) : IQuirk
{
    private readonly ConcurrentDictionary<string, string> _beginnings = new(StringComparer.Ordinal);
    private int _seen;
    private int _hits;

    /// <summary>How many pages were hit so far.</summary>
    public int Hits => _hits;

    public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context is not { IsWrite: false, Answer: { Status: 200 } answer } || Searchset.Of(answer) is not { Next: { } next } page)
            return ValueTask.CompletedTask;
        // The first page of a search names itself; every later one was promised by the one before.
        var beginning = _beginnings.GetOrAdd(page.Self, page.Self);
        _beginnings[next] = beginning;
        var seen = Interlocked.Increment(ref _seen);
        if (seen >= first && seen - first < times)
        {
            Interlocked.Increment(ref _hits);
            Change(page, beginning);
            context.Answer = answer with { Body = page.ToBytes() };
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Changes a page that was hit.</summary>
    private protected abstract void Change(Searchset page, string beginning);
}
