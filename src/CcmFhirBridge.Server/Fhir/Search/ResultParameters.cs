using System.Globalization;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Rest;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>The parameters that say not what is searched for but what is told of it.</summary>
/// <param name="type">What is searched for; null when one resource is read.</param>
/// <param name="isStrict">Whether what is not known is refused.</param>
internal sealed class ResultParameters(IServedType? type, bool isStrict)
{
    private readonly IReadOnlyList<string> _sorts = type?.Sorts ?? [];
    private readonly IReadOnlyList<ServedInclude> _includes = type?.Includes ?? [];
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);

    public SearchRequest Request { get; private set; } = new();

    /// <summary>Reads one; false when it is another kind of parameter, or one that is left aside.</summary>
    /// <exception cref="FhirProblem">400: its value cannot be understood.</exception>
    public bool TryRead(string name, string value)
    {
        var bare = name.Split(':')[0];
        if (bare is "_include" or "_revinclude")
        {
            if (bare != name)
                throw FhirProblem.Invalid($"{bare} supports no modifier here.", bare);
            return Include(name, value);
        }

        if (bare is not ("_count" or "_sort" or "_summary" or "_elements" or "_total"))
            return false;
        if (bare != name)
            throw FhirProblem.Invalid($"{bare} has no modifier.", bare);
        if (!_once.Add(name))
            throw FhirProblem.Invalid($"{name} is given twice.", name);
        Request = name switch
        {
            "_count" => Count(value),
            "_sort" => Sort(value),
            "_summary" => Summary(value),
            "_elements" => Elements(value),
            _ => Total(value),
        };
        if (Request.Excerpt is { Summary: not SummaryType.False, Elements.Count: > 0 })
            throw FhirProblem.Invalid("_summary and _elements exclude each other.", name);
        return true;
    }

    private SearchRequest Count(string value)
    {
        if (value.Length == 0 || !value.All(char.IsAsciiDigit))
            throw FhirProblem.Invalid("_count is a number of resources, 0 or more.", "_count");
        var count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : int.MaxValue;
        return count == 0 ? Request with { IsCountOnly = true } : Request with { Count = Math.Min(count, SearchRequest.MostCount) };
    }

    private SearchRequest Sort(string value)
    {
        var name = value.TrimStart('-');
        if (value.Length - name.Length > 1 || !_sorts.Contains(name))
            throw FhirProblem.Invalid(_sorts.Count == 0 ? "What is searched for here has one order of its own." : $"A search here is ordered by one of {string.Join(", ", _sorts)}, or the other way with a '-' before it.", "_sort");
        return Request with { Sort = name, IsDescending = value.Length > name.Length };
    }

    private SearchRequest Summary(string value) => value switch
    {
        "count" => Request with { IsCountOnly = true },
        "true" => Shown(SummaryType.True),
        "text" => Shown(SummaryType.Text),
        "data" => Shown(SummaryType.Data),
        "false" => Request,
        _ => throw FhirProblem.Invalid("_summary is true, text, data, count or false.", "_summary"),
    };

    private SearchRequest Shown(SummaryType summary) => Request with { Excerpt = Request.Excerpt with { Summary = summary } };

    private SearchRequest Elements(string value)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries);
        if (!names.All(static name => name.Length is > 0 and <= 64 && name.All(char.IsAsciiLetter)))
            throw FhirProblem.Invalid("_elements is a list of names of elements.", "_elements");
        return Request with { Excerpt = Request.Excerpt with { Elements = names } };
    }

    private SearchRequest Total(string value) => value switch
    {
        "accurate" or "estimate" => Request with { NeedsTotal = true },
        "none" => Request,
        _ => throw FhirProblem.Invalid("_total is none, estimate or accurate.", "_total"),
    };

    private bool Include(string name, string value)
    {
        var known = _includes.Where(include => include.Parameter == name && (value == "*" || value == include.Value || value == $"{include.Value}:{include.Type}")).ToList();
        if (known.Count == 0)
        {
            if (isStrict)
                throw FhirProblem.Invalid($"{name} is one of: {string.Join(", ", _includes.Where(include => include.Parameter == name).Select(include => include.Value).DefaultIfEmpty("none"))}.", name);
            return false;
        }

        Request = Request with { Includes = [.. Request.Includes.Union(known)] };
        return true;
    }
}
