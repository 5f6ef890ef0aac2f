using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>A check's answer for a patient-month, of which the finding is made when it is asked for.</summary>
/// <param name="Statement">What is said.</param>
/// <param name="Severity">What it does, or would do, to the month.</param>
internal readonly record struct Answer(Statement Statement, Severity Severity)
{
    public FindingResult Result => Statement.Result;

    public static implicit operator Answer(Statement statement) => new(statement, statement.Severity);

    /// <summary>The finding with its words, source, evidence and reads.</summary>
    public Finding Explain(CaseFacts facts) => new()
    {
        Rule = Statement.Rule.Rule,
        Result = Statement.Result,
        Severity = Severity,
        Message = Statement.Message ?? Statement.Words!(facts),
        Source = SourceOf(facts),
        Evidence = Statement.Evidence?.Invoke(facts) ?? [],
        Reads = Statement.Reads?.Invoke(facts) ?? [],
    };

    private string SourceOf(CaseFacts facts)
    {
        if (Statement.Source is { } source)
            return source(facts);
        return Statement.CitedFor is { } cited ? Statement.Rule.CitedBy(facts.Rules, cited(facts)) : Statement.Rule.Source;
    }
}
