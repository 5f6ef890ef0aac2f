using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Holds an expression against what the service really shows: metrics, their labels, and the values of labels that come from closed lists.</summary>
internal sealed class PromQueryCheck(ScrapedMetrics scraped)
{
    // What Prometheus itself adds to every series, and the series that it makes of every target.
    private static readonly string[] OfPrometheus = ["job", "instance"];
    private static readonly string[] Closed = ["kind", "outcome"];

    /// <summary>What is wrong with the expression.</summary>
    public IEnumerable<string> Problems(string expression)
    {
        var query = PromQuery.Read(expression);
        var unknown = query.Selectors.Where(selector => !Exists(selector.Metric)).ToList();
        if (unknown.Count > 0)
            return unknown.Select(selector => $"{selector.Metric} is no metric of the service: {expression}");
        var matchers = query.Selectors.SelectMany(selector => selector.Matchers.SelectMany(matcher => Problems(selector.Metric, matcher)));
        var grouped = query.Grouped.SelectMany(label => query.Selectors
            .Where(selector => !LabelsOf(selector.Metric).Contains(label, StringComparer.Ordinal))
            .Select(selector => $"{selector.Metric} has no label {label} to group or join by"));
        return matchers.Concat(grouped).Select(problem => $"{problem}: {expression}");
    }

    /// <summary>Labels that every result of the expression has.</summary>
    public IReadOnlyCollection<string> LabelsOfResult(string expression)
    {
        var query = PromQuery.Read(expression);
        return query.IsSummed
            ? [.. query.Grouped]
            : [.. query.Selectors.Select(selector => LabelsOf(selector.Metric)).Aggregate((common, labels) => [.. common.Intersect(labels, StringComparer.Ordinal)])];
    }

    private bool Exists(string metric) => metric == "up" || scraped.Has(metric);

    private IEnumerable<string> LabelsOf(string metric) => metric == "up" ? OfPrometheus : scraped.LabelsOf(metric).Concat(OfPrometheus);

    private IEnumerable<string> Problems(string metric, PromMatcher matcher)
    {
        if (!LabelsOf(metric).Contains(matcher.Label, StringComparer.Ordinal))
            return [$"{metric} has no label {matcher.Label}"];
        if (!Closed.Contains(matcher.Label, StringComparer.Ordinal))
            return [];
        // An alternative that no value can ever match is a word that somebody mistyped or renamed.
        var alternatives = matcher.Operator.EndsWith('~') ? matcher.Value.Split('|') : [Regex.Escape(matcher.Value)];
        return alternatives
            .Where(alternative => !scraped.ValuesOf(metric, matcher.Label).Any(value => Matches(alternative, value)))
            .Select(alternative => $"{metric} never has {matcher.Label} {alternative}");
    }

    private static bool Matches(string pattern, string value) =>
        Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.NonBacktracking);
}
