using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Revenue;

/// <summary>A month whose clinical staff time ended a little before the next unit (RULES §10).</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Code">Code of the unit that was nearly reached.</param>
/// <param name="Seconds">Seconds that counted.</param>
/// <param name="Missing">Seconds that were missing, at least 1.</param>
public sealed record NearMiss(string Patient, string Code, int Seconds, int Missing)
{
    /// <summary>Most seconds that are missing, included.</summary>
    public const int Within = 300;

    /// <summary>The near miss of a month, or null: of a month with another pathway than the staff's, or without rules, there is none.</summary>
    public static NearMiss? Of(Assessment assessment, RulesInForce? rules)
    {
        if (rules is null || assessment.Outcome == Outcome.Block)
            return null;
        var seconds = assessment.Time.ClinicalStaff + assessment.Time.Pooled;
        return NextUnit.Of(seconds, assessment.Lines.Select(static line => line.Code), rules) is { Missing: <= Within } next
            ? new NearMiss(assessment.Patient, next.Code, seconds, next.Missing)
            : null;
    }
}
