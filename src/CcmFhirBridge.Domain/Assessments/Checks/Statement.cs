using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// What a check can say: the answer, and how its words, its evidence and its source are found when a person asks for them. Made once, so
/// that answering costs nothing but the decision itself.
/// </summary>
internal sealed record Statement(RuleText Rule, FindingResult Result, Severity Severity)
{
    /// <summary>The words, where they are always the same.</summary>
    public string? Message { get; init; }

    /// <summary>The words of a patient-month, where they are not.</summary>
    public Func<CaseFacts, string>? Words { get; init; }

    /// <summary>Resources that the answer rests on; null where there are none.</summary>
    public Func<CaseFacts, ImmutableArray<SourceReference>>? Evidence { get; init; }

    /// <summary>Rule values used; null where there are none.</summary>
    public Func<CaseFacts, ImmutableArray<ParameterRead>>? Reads { get; init; }

    /// <summary>Rule values whose sources are cited in place of the rule's own; null where there are none.</summary>
    public Func<CaseFacts, ImmutableArray<ParameterRead>>? CitedFor { get; init; }

    /// <summary>The source of a patient-month; null where it is the rule's own.</summary>
    public Func<CaseFacts, string>? Source { get; init; }

    /// <summary>The same, said with another severity.</summary>
    public Answer As(Severity severity) => new(this, severity);
}
