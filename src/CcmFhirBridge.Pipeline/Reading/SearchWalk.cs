namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>How far the walk over a search is.</summary>
/// <param name="query">What is asked.</param>
/// <param name="narrows">Whether something is left out because it is known already.</param>
/// <param name="newest">Greatest <c>meta.lastUpdated</c> that was shown before; null when none was.</param>
internal sealed class SearchWalk(ResourceQuery query, bool narrows, DateTimeOffset? newest)
{
    public ResourceQuery Query => query;

    /// <summary>Whose records are asked for; null for everybody's.</summary>
    public string? Patient => query.Patient;

    public bool Narrows => narrows;

    /// <summary>Greatest <c>meta.lastUpdated</c> that was shown before the walk; null when none was.</summary>
    public DateTimeOffset? Known { get; } = newest;

    /// <summary>The EHR has answered.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The EHR's clock at its first answer; null where it does not tell its time, or has not answered.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    /// <summary>Greatest <c>meta.lastUpdated</c> that was shown.</summary>
    public DateTimeOffset? Newest { get; set; } = newest;

    /// <summary>Something may be missing: the place does not move over a hole.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>The place moves with a page that was taken.</summary>
    public bool HasAdvanced { get; set; }

    /// <summary>Notes the EHR's clock at an answer; the first one counts.</summary>
    public void Note(DateTimeOffset? date)
    {
        if (!HasBegun)
            (HasBegun, BeganAt) = (true, date);
    }
}
