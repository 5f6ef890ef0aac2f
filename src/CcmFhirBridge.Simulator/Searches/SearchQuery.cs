using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Searches;

/// <summary>A search of one type, parsed: what applies, what was asked and is not known, how many a page.</summary>
internal sealed class SearchQuery
{
    private readonly List<SearchCriterion> criteria = [];
    private readonly List<(string Name, string Value)> applied = [];

    public required string Type { get; init; }

    /// <summary>Entries a page that were asked for; null when nothing was said.</summary>
    public int? Count { get; private set; }

    /// <summary>Included reference paths, as the index names them.</summary>
    public List<string> Includes { get; } = [];

    public List<string> Unknown { get; } = [];

    public IReadOnlyList<(string Name, string Value)> Applied => applied;

    public bool HasCriteria => criteria.Count > 0;

    private string? Sort { get; set; }

    public static SearchQuery Parse(string type, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = new SearchQuery { Type = type };
        foreach (var (name, value) in parameters)
            query.Take(name, value);
        return query;
    }

    /// <summary>What matches.</summary>
    /// <param name="store">Where to look.</param>
    /// <param name="indexedUntil">What was created after it is not found.</param>
    public IReadOnlyList<StoredVersion> Run(FhirStore store, DateTimeOffset indexedUntil)
    {
        var there = criteria.Find(criterion => criterion.Identifiers is not null)?.Identifiers is { } identifiers ? store.Current(Type, identifiers) : store.Current(Type);
        var found = there.Where(version => (version.Version > 1 || version.LastUpdated <= indexedUntil) && criteria.TrueForAll(criterion => criterion.Matches(version)));
        return Sort switch
        {
            "-_lastUpdated" => [.. found.Reverse()],
            "_id" => [.. found.OrderBy(version => version.Id, StringComparer.Ordinal)],
            _ => [.. found],
        };
    }

    private void Take(string name, string value)
    {
        var known = name switch
        {
            "_count" => TakeCount(value),
            "_include" => TakeInclude(value),
            "_sort" => TakeSort(value),
            "_format" => true,
            _ => TakeCriterion(name, value),
        };
        if (!known)
            Unknown.Add(name);
        else if (name != "_format")
            applied.Add((name, value));
    }

    private bool TakeCount(string value)
    {
        if (!int.TryParse(value, out var count) || count < 0)
            throw new FhirFailure(400, "value", "The value of _count is no number.");
        Count = count;
        return true;
    }

    private bool TakeInclude(string value)
    {
        var parts = value.Split(':');
        if (parts.Length < 2 || parts[0] != Type || SearchParameters.KindOf(Type, parts[1]) != ParameterKind.Reference)
            return false;
        Includes.Add(parts[1]);
        return true;
    }

    private bool TakeSort(string value)
    {
        if (value is not ("_lastUpdated" or "-_lastUpdated" or "_id"))
            return false;
        Sort = value;
        return true;
    }

    private bool TakeCriterion(string name, string value)
    {
        if (SearchCriterion.From(Type, name, value) is not { } criterion)
            return false;
        criteria.Add(criterion);
        return true;
    }
}
