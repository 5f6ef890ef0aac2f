using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>What a PromQL expression names: metrics with their matchers, and the labels that it groups or joins by. Whether it is good PromQL, promtool says.</summary>
internal sealed partial class PromQuery
{
    private static readonly string[] Groupings = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];

    private readonly List<string> _tokens;
    private readonly List<PromSelector> _selectors = [];
    private readonly List<string> _grouped = [];
    private int _next;

    private PromQuery(string text) => _tokens = [.. Token().Matches(text).Select(match => match.Value)];

    public IReadOnlyList<PromSelector> Selectors => _selectors;

    public IReadOnlyList<string> Grouped => _grouped;

    /// <summary>The labels that a result has: what it was summed by, else all that its metrics have.</summary>
    public bool IsSummed => _tokens.Contains("by", StringComparer.Ordinal);

    public static PromQuery Read(string text)
    {
        var query = new PromQuery(text);
        while (query._next < query._tokens.Count)
            query.Step();
        return query;
    }

    private void Step()
    {
        var token = _tokens[_next++];
        if (token == "[")
            SkipTo("]");
        else if (Groupings.Contains(token, StringComparer.Ordinal))
            ReadGrouping();
        else if (Name().IsMatch(token) && !Words.Contains(token, StringComparer.Ordinal) && Peek is not ("(" or "by" or "without"))
            _selectors.Add(new PromSelector(token, Peek == "{" ? ReadMatchers() : []));
    }

    private string? Peek => _next < _tokens.Count ? _tokens[_next] : null;

    private void ReadGrouping()
    {
        if (Peek != "(")
            return;
        var from = _next + 1;
        SkipTo(")");
        _grouped.AddRange(_tokens[from..(_next - 1)].Where(label => label != ","));
    }

    private List<PromMatcher> ReadMatchers()
    {
        var from = _next + 1;
        SkipTo("}");
        var found = new List<PromMatcher>();
        for (var at = from; at + 2 < _next; at += 4)
            found.Add(new PromMatcher(_tokens[at], _tokens[at + 1], _tokens[at + 2][1..^1]));
        return found;
    }

    private void SkipTo(string end)
    {
        while (_next < _tokens.Count && _tokens[_next] != end)
            _next++;
        _next++;
    }

    [GeneratedRegex("""
        "([^"\\]|\\.)*"|\$\w+|[A-Za-z_:][A-Za-z0-9_:]*|[0-9][0-9A-Za-z_.]*|[=!]~|[!=<>]=|\S
        """, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();

    [GeneratedRegex("^[A-Za-z_:][A-Za-z0-9_:]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}

/// <summary>A metric as an expression selects it.</summary>
internal sealed record PromSelector(string Metric, IReadOnlyList<PromMatcher> Matchers);

/// <summary>A condition on a label.</summary>
internal sealed record PromMatcher(string Label, string Operator, string Value);
