using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A rule's id, its source and what it does when it is not met; makes its findings.</summary>
internal sealed record RuleText(string Rule, Severity Severity, string Source)
{
    public Finding Met(string message, ImmutableArray<SourceReference> evidence = default, ImmutableArray<ParameterRead> reads = default) =>
        Answer(FindingResult.Met, Severity, message, evidence, reads);

    public Finding NotMet(string message, ImmutableArray<SourceReference> evidence = default, ImmutableArray<ParameterRead> reads = default) =>
        Answer(FindingResult.NotMet, Severity, message, evidence, reads);

    public Finding CannotTell(Severity severity, string message, ImmutableArray<SourceReference> evidence = default, ImmutableArray<ParameterRead> reads = default) =>
        Answer(FindingResult.CannotTell, severity, message, evidence, reads);

    public Finding Answer(
        FindingResult result, Severity severity, string message, ImmutableArray<SourceReference> evidence, ImmutableArray<ParameterRead> reads = default) => new()
        {
            Rule = Rule,
            Result = result,
            Severity = severity,
            Message = message,
            Source = Source,
            Evidence = evidence.IsDefaultOrEmpty ? [] : evidence,
            Reads = reads.IsDefaultOrEmpty ? [] : reads,
        };

    /// <summary>The same rule with the source that the rule pack cites for the values it used.</summary>
    public RuleText CitedBy(RulesInForce? rules, ImmutableArray<ParameterRead> reads) =>
        rules is null || reads.IsDefaultOrEmpty ? this : this with { Source = Sources.Titles(rules, reads.SelectMany(static read => read.Sources), Source) };
}

/// <summary>Where a rule pack says that a value was read.</summary>
internal static class Sources
{
    public const string Faq = "CMS CCM FAQ";
    public const string Booklet = "CMS MLN909188";
    public const string GeneralSupervision = "42 CFR 410.26(b)(5)";

    public static string Titles(RulesInForce rules, IEnumerable<string> ids, string otherwise)
    {
        var titles = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => rules.Citations.TryGetValue(id, out var citation) ? citation.Title : id).ToArray();
        return titles.Length == 0 ? otherwise : string.Join("; ", titles);
    }

    public static ImmutableArray<ParameterRead> ReadsOf(RulesInForce? rules, string parameter) =>
        rules is null ? [] : [.. rules.Reads.Where(read => read.Parameter.Contains(parameter, StringComparison.Ordinal))];
}
