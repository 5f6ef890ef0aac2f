using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir.Search;

/// <summary>
/// Reads the parameters of a search. A parameter that is not known is left aside, or refused when the caller asked to be strict; one
/// that is known is read as the standard says or refused, so that nobody is told more, or something else, than was asked for.
/// </summary>
/// <param name="type">What is searched for.</param>
/// <param name="zone">Zone of times without an offset.</param>
/// <param name="isStrict">Whether what is not known is refused (<c>Prefer: handling=strict</c>).</param>
internal sealed class SearchRequestReader(IServedType type, PracticeTimeZone zone, bool isStrict)
{
    private const int MostParameters = 100;
    private const int MostValues = 500;

    /// <summary>Characters of all that was understood: a link that carries it must fit into an address.</summary>
    private const int MostCharacters = 4_000;

    private static readonly string[] s_formats = ["_format", "_pretty"];

    private readonly List<SearchCriterion> _criteria = [];
    private readonly List<KeyValuePair<string, string>> _understood = [];
    private readonly ResultParameters _results = new(type, isStrict);
    private int _values;

    /// <summary>Reads names and values in their order.</summary>
    /// <exception cref="FhirProblem">400: something cannot be understood, or is too much.</exception>
    public SearchRequest Read(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (parameters.Count > MostParameters)
            throw FhirProblem.Invalid($"A search has at most {MostParameters} parameters.");
        foreach (var (name, value) in parameters)
        {
            if (s_formats.Contains(name))
                continue;
            // Neither text of FHIR nor of a database holds it.
            if (value.Contains('\0'))
                throw FhirProblem.Invalid($"{Said(name)} holds a character that no text has.", Said(name));
            if (_results.TryRead(name, value) || TryCriterion(name, value))
                _understood.Add(new(name, value));
        }

        if (_understood.Sum(static pair => pair.Key.Length + pair.Value.Length) > MostCharacters)
            throw FhirProblem.Invalid($"A search has at most {MostCharacters} characters. Ask for less at once.");
        return _results.Request with { Criteria = [.. _criteria], Understood = [.. _understood] };
    }

    /// <summary>Whether the caller asked that nothing be left aside.</summary>
    public static bool AsksStrictly(HttpRequest request) => request.Headers["Prefer"].ToString()
        .Split([',', ';'], StringSplitOptions.TrimEntries).Contains("handling=strict", StringComparer.OrdinalIgnoreCase);

    private bool TryCriterion(string written, string value)
    {
        if (written.StartsWith("_has", StringComparison.Ordinal))
            throw FhirProblem.Invalid("Reverse chaining (_has) is not supported.", "_has");
        var at = written.IndexOfAny([':', '.']);
        var name = at < 0 ? written : written[..at];
        if (type.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
        {
            if (isStrict)
                throw FhirProblem.Invalid($"{Said(written)} is no search parameter of {type.Name}.", Said(written));
            return false;
        }

        if (written.Contains('.'))
            throw FhirProblem.Invalid($"Chained parameters are not supported: search {name} by its own value.", name);
        _criteria.Add(Criterion(parameter, at < 0 ? null : written[(at + 1)..], value));
        return true;
    }

    private SearchCriterion Criterion(ServedParameter parameter, string? modifier, string value)
    {
        var values = SearchText.Split(value, ',');
        _values += values.Count;
        if (_values > MostValues)
            throw FhirProblem.Invalid($"A search has at most {MostValues} values.", parameter.Name);
        return (parameter.Type, modifier) switch
        {
            (SearchParamType.Token, null or "not") =>
                new TokenCriterion(parameter.Name, modifier is not null, [.. values.Select(each => TokenValue.Parse(each, parameter.Name))]),
            (SearchParamType.Reference, "identifier") when parameter.HasIdentifier =>
                new TokenCriterion(parameter.Name, false, [.. values.Select(each => TokenValue.Parse(each, parameter.Name))]),
            (SearchParamType.Date, null) => new DateCriterion(parameter.Name, [.. values.Select(each => DateValue.Parse(each, zone, parameter.Name))]),
            (SearchParamType.Reference, _) when modifier is null || modifier == parameter.Target =>
                new ReferenceCriterion(parameter.Name, [.. values.Select(each => ReferenceValue.Parse(each, modifier, parameter.Name))]),
            _ => throw FhirProblem.Invalid($"{parameter.Name} does not support that modifier here.", parameter.Name),
        };
    }

    /// <summary>A name as an answer may repeat it: only what looks like a parameter.</summary>
    internal static string Said(string name) =>
        name.Length <= 64 && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or ':' or '.') ? name : "A parameter";
}
