namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>A search being walked: one request at a time, and one page in memory, until the next one is asked for.</summary>
internal sealed class ReadStream
{
    private readonly IAsyncEnumerator<ResourcePage> _pages;
    private readonly TypeReading _reading;
    private readonly SearchWalk _walk;

    /// <summary>Asks for the first page.</summary>
    /// <param name="reader">The EHR.</param>
    /// <param name="type">The type that is read.</param>
    /// <param name="walk">The search.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public ReadStream(IEhrReader reader, TypeRead type, SearchWalk walk, CancellationToken cancellation)
    {
        Type = type;
        _reading = type.Reading;
        _walk = walk;
        _pages = reader.ReadAsync(walk.Query, cancellation).GetAsyncEnumerator(cancellation);
        Arrival = _pages.MoveNextAsync().AsTask();
    }

    public TypeRead Type { get; }

    /// <summary>Ends when a page has come or none follows; it fails as the search does.</summary>
    public Task<bool> Arrival { get; private set; }

    /// <summary>Its next page is on its way, or has come and was not taken.</summary>
    public bool IsAsked { get; private set; } = true;

    /// <summary>Nothing of it is to be asked for any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Takes what has arrived. Returns what is to be stored; null when nothing is.</summary>
    /// <exception cref="EhrException">The EHR cannot be read.</exception>
    public async Task<PageToStore?> TakeAsync()
    {
        IsAsked = false;
        try
        {
            if (await Arrival)
            {
                var page = _reading.Take(_walk, _pages.Current);
                IsOver = page is null || _pages.Current.IsLast;
                return page;
            }
        }
        catch (EhrException failure) when (_reading.Takes(failure, _walk))
        {
            IsOver = true;
            return null;
        }

        IsOver = true;
        return _reading.End(_walk);
    }

    /// <summary>Notes what storing the page changed. Returns whether it brought a change that was asked for.</summary>
    public bool Stored(StoredPage stored)
    {
        _reading.Stored(stored);
        return _walk.Narrows && stored.Added + stored.Changed > 0;
    }

    /// <summary>Lets go of the page and asks for the next one.</summary>
    public void Ask()
    {
        Arrival = _pages.MoveNextAsync().AsTask();
        IsAsked = true;
    }

    /// <summary>Ends it once its request has ended, whatever came of that.</summary>
    public async ValueTask CloseAsync()
    {
        await ((Task)Arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _pages.DisposeAsync();
    }
}
