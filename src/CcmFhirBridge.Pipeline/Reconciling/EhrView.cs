namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>What the EHR showed of a month, search by search, and which questions it left open.</summary>
internal sealed class EhrView
{
    private readonly SortedDictionary<string, EhrHolding> _holdings = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string? Identifier)> _identifiers = [];
    private readonly HashSet<(string Type, string? Identifier)> _live = [];
    private readonly HashSet<string> _unanswered = new(StringComparer.Ordinal);
    private readonly List<string> _notAsked = [];

    /// <summary>Each resource once, however often it was shown; by reference.</summary>
    public IReadOnlyList<EhrHolding> Holdings => [.. _holdings.Values];

    /// <summary>Questions without an answer, in words.</summary>
    public IReadOnlyList<string> NotAsked => [.. _notAsked.Distinct(StringComparer.Ordinal)];

    public void Add(EhrHolding holding)
    {
        _holdings[holding.Copy.Reference] = holding;
        _identifiers.Add((holding.ResourceType, holding.Identifier));
        if (!holding.Copy.Cancelled)
            _live.Add((holding.ResourceType, holding.Identifier));
    }

    public bool Has(string resourceType, string identifier) => _identifiers.Contains((resourceType, identifier));

    /// <summary>Whether the EHR has one under the identifier that is not cancelled.</summary>
    public bool HasLive(string resourceType, string identifier) => _live.Contains((resourceType, identifier));

    /// <summary>A question that was not answered.</summary>
    /// <param name="question">The question and why, in words.</param>
    /// <param name="identifier">What it was about; null when it was about everything.</param>
    public void LeaveOpen(string question, string? identifier = null)
    {
        _notAsked.Add(question);
        if (identifier is not null)
            _unanswered.Add(identifier);
    }

    /// <summary>Whether what was not shown proves anything: nothing is called missing where the EHR did not answer.</summary>
    public bool Proves(DriftFinding finding) => finding.Kind switch
    {
        DriftKind.Missing => !_unanswered.Contains(finding.Identifier!),
        DriftKind.HalfWritten => _notAsked.Count == 0,
        _ => true,
    };
}
