using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>What a patient's month comes to. Why it does is worked out only when somebody asks.</summary>
public sealed class MonthOutcome
{
    private readonly PatientRecord _record;
    private readonly PracticeMonth _practice;

    private MonthOutcome(PatientRecord record, PracticeMonth practice, Outcome outcome, ImmutableArray<ServiceLine> lines)
    {
        _record = record;
        _practice = practice;
        Outcome = outcome;
        Lines = lines;
    }

    /// <summary>What the month comes to (DESIGN §5).</summary>
    public Outcome Outcome { get; }

    /// <summary>Lines that the outcome is about; for hold and block those that would have been.</summary>
    public ImmutableArray<ServiceLine> Lines { get; }

    /// <summary>The whole assessment with findings, evidence, time entry by entry, and what to do next. Its outcome and lines are these.</summary>
    /// <param name="engine">Version of this engine.</param>
    public Assessment Explain(string engine) => Explanation.Of(_record, _practice, engine);

    internal static MonthOutcome Of(PatientRecord record, PracticeMonth practice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(RecordParts.Gather(record));
        var facts = new CaseFacts(record, practice);
        var outcome = facts.Decisions.IsEmpty ? MonthStanding.Of(facts) : MonthStanding.Of(facts, DecidedFindings.Of(facts, EveryCheck.Explain(facts)).Findings);
        return new MonthOutcome(record, practice, outcome, outcome == Outcome.None ? [] : facts.Lines);
    }
}
