namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>What has arrived together: the pages, which are stored together, and the searches that are over once they are.</summary>
internal sealed class PageBatch
{
    private readonly List<(ReadStream Stream, PageToStore Page)> _pages = [];
    private readonly List<ReadStream> _over = [];

    /// <summary>The pages, in the order in which they were taken.</summary>
    public IReadOnlyList<(ReadStream Stream, PageToStore Page)> Pages => _pages;

    /// <summary>Searches of which nothing follows.</summary>
    public IReadOnlyList<ReadStream> Over => _over;

    /// <summary>Answers that were taken, with a page or without one.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a place moves with one of the pages.</summary>
    public bool Advances => _pages.Exists(static taken => taken.Page.Cursor is not null);

    /// <summary>What storing the pages comes to; nothing before it has begun.</summary>
    public Task<IReadOnlyList<StoredPage>> Stored { get; set; } = Task.FromResult<IReadOnlyList<StoredPage>>([]);

    /// <summary>Adds what was taken of a search.</summary>
    /// <param name="stream">The search.</param>
    /// <param name="page">What is to be stored; null when nothing is.</param>
    public void Add(ReadStream stream, PageToStore? page)
    {
        Count++;
        if (page is not null)
            _pages.Add((stream, page));
        if (stream.IsOver)
            _over.Add(stream);
    }
}
