using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>
/// Moderate or high medical decision making by the billing practitioner in the month. What was decided when the patient could no longer be
/// served, after death, withdrawal or the end of coverage, is none of care management.
/// </summary>
/// <param name="Day">First day of it; null when there is none.</param>
/// <param name="Evidence">The encounter, or the practitioner's word recorded with us; null when there is none.</param>
internal sealed record DecisionFacts(DateOnly? Day, SourceReference? Evidence)
{
    private static readonly DecisionFacts None = new(null, null);

    public static DecisionFacts Of(CaseFacts facts)
    {
        if (facts.Practitioner.Billing is not { } billing)
            return None;
        var (first, month) = (None, facts.Days);
        foreach (var decision in facts.Record.DecisionMakings)
        {
            if (IsEnough(decision.Level) && decision.When is { } when && month.Contains(when.LastDay(month.Zone)) && IsBy(decision, billing))
                first = Earlier(first, when.LastDay(month.Zone), decision.Source);
        }

        foreach (var decision in facts.Decisions.All)
        {
            if (decision.Kind == DecisionKind.AttestDecisionMaking && IsEnough(decision.Level!) && facts.Practitioner.IsBilling(decision.Practitioner!))
                first = Earlier(first, decision.Day!.Value, decision.Source);
        }

        // If the first came too late, so did every other.
        return first.Day is { } day && !facts.MayStillBeServedFrom(day) ? None : first;
    }

    private static DecisionFacts Earlier(DecisionFacts first, DateOnly day, SourceReference evidence) =>
        first.Day is not { } known || day < known || (day == known && evidence < first.Evidence!.Value) ? new DecisionFacts(day, evidence) : first;

    private static bool IsBy(DecisionMaking decision, PractitionerIdentity billing)
    {
        foreach (var performer in decision.Performers)
        {
            if (performer.IsSamePerson(billing))
                return true;
        }

        return false;
    }

    private static bool IsEnough(string level) => level is "moderate" or "high";
}
