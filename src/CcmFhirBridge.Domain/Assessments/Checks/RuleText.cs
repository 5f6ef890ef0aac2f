using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A rule's id, its source and what it does when it is not met; makes the statements of its check.</summary>
internal sealed record RuleText(string Rule, Severity Severity, string Source)
{
    public Statement Met(string message, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.Met, Severity) { Message = message, Evidence = evidence };

    public Statement Met(Func<CaseFacts, string> words, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.Met, Severity) { Words = words, Evidence = evidence };

    public Statement NotMet(string message, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.NotMet, Severity) { Message = message, Evidence = evidence };

    public Statement NotMet(Func<CaseFacts, string> words, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.NotMet, Severity) { Words = words, Evidence = evidence };

    public Statement CannotTell(Severity severity, string message, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.CannotTell, severity) { Message = message, Evidence = evidence };

    public Statement CannotTell(Severity severity, Func<CaseFacts, string> words, Func<CaseFacts, ImmutableArray<SourceReference>>? evidence = null) =>
        new(this, FindingResult.CannotTell, severity) { Words = words, Evidence = evidence };

    /// <summary>The source that the rule pack cites for the values it used; the rule's own where there are none.</summary>
    public string CitedBy(RulesInForce? rules, ImmutableArray<ParameterRead> reads) =>
        rules is null || reads.IsDefaultOrEmpty ? Source : Sources.Titles(rules, reads.SelectMany(static read => read.Sources), Source);
}

/// <summary>Where a rule pack says that a value was read.</summary>
internal static class Sources
{
    public const string Faq = "CMS CCM FAQ";
    public const string Booklet = "CMS MLN909188";
    public const string Oig = "OIG A-07-17-05101; 42 CFR 424.516(f)";
    public const string GeneralSupervision = "42 CFR 410.26(b)(5)";

    public static string Titles(RulesInForce rules, IEnumerable<string> ids, string otherwise)
    {
        var titles = ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => rules.Citations.TryGetValue(id, out var citation) ? citation.Title : id).ToArray();
        return titles.Length == 0 ? otherwise : string.Join("; ", titles);
    }

    public static ImmutableArray<ParameterRead> ReadsOf(RulesInForce rules, string parameter) =>
        [.. rules.Reads.Where(read => read.Parameter.Contains(parameter, StringComparison.Ordinal))];
}
