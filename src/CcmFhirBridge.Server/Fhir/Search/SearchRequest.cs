using System.Collections.Immutable;
using CcmFhirBridge.Server.Fhir.Serving;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>What a search asks for, as far as it was understood.</summary>
internal sealed record SearchRequest
{
    /// <summary>Resources of a page when nothing is said.</summary>
    public const int UsualCount = 50;

    /// <summary>Most resources of a page, whatever is said; those that are included come on top.</summary>
    public const int MostCount = 1_000;

    /// <summary>All of them hold.</summary>
    public ImmutableArray<SearchCriterion> Criteria { get; init; } = [];

    /// <summary>Resources of a page, 1 to <see cref="MostCount"/>.</summary>
    public int Count { get; init; } = UsualCount;

    /// <summary>Whether only the number is asked for.</summary>
    public bool IsCountOnly { get; init; }

    /// <summary>Whether the number of all matches must be told.</summary>
    public bool NeedsTotal { get; init; }

    /// <summary>Name of what is ordered by; null: the type's choice.</summary>
    public string? Sort { get; init; }

    public bool IsDescending { get; init; }

    public Excerpt Excerpt { get; init; } = Excerpt.Whole;

    public ImmutableArray<ServedInclude> Includes { get; init; } = [];

    /// <summary>The parameters that were understood, as the link to itself names them.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Understood { get; init; } = [];

    /// <summary>The understood parameters as the query of an address.</summary>
    public string Query => string.Join('&', Understood.Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
}
